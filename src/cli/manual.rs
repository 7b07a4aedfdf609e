use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, DONE, Failure};
use crate::report::{Output, Target};

/// Completions for a shell, to be sourced or saved where it looks for them
///
/// Example: kalim completions bash > ~/.local/share/bash-completion/completions/kalim
#[derive(clap::Args)]
pub struct Completions {
    /// bash, elvish, fish, powershell, or zsh
    shell: Shell,
}

/// The manual page, of the program or of a subcommand
///
/// Example: kalim man ngrams | man -l -
#[derive(clap::Args)]
pub struct Man {
    /// The subcommand whose page is wanted
    command: Option<String>,
}

pub fn completions(args: &Completions) -> Result<u8, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "kalim", &mut text);
    print(&text)
}

pub fn man(args: &Man) -> Result<u8, Failure> {
    let mut command = Cli::command();
    command.build();
    if let Some(name) = &args.command {
        let found = command.find_subcommand(name).cloned();
        command = found.ok_or_else(|| Failure::Usage(format!("{name}: no such subcommand: see kalim --help")))?;
    }
    let mut text = Vec::new();
    let source = format!("kalim {}", env!("CARGO_PKG_VERSION"));
    let rendered = clap_mangen::Man::new(command).source(source).manual("kalim").render(&mut text);
    rendered.map_err(|e: io::Error| Failure::Error(e.to_string()))?;
    print(&text)
}

fn print(text: &[u8]) -> Result<u8, Failure> {
    let mut output = Output::open(&Target::Stdout)?;
    output.write_all(text).map_err(|e| Failure::from(output.error(e)))?;
    output.finish()?;
    Ok(DONE)
}
