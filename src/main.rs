//! `kalim`: see the library's front page.

fn main() -> std::process::ExitCode {
    kalim::cli::main()
}
