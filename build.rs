//! Finds the commit that is being built, if it is built in a checkout.

use std::process::Command;

fn main() {
    let git = Command::new("git").args(["rev-parse", "--short=10", "HEAD"]).output();
    let commit = git.ok().filter(|o| o.status.success()).and_then(|o| String::from_utf8(o.stdout).ok());
    let commit = commit.map(|c| format!(" ({})", c.trim())).unwrap_or_default();
    println!("cargo::rustc-env=KALIM_VERSION={}{commit}", env!("CARGO_PKG_VERSION"));
    println!("cargo::rerun-if-changed=.git/HEAD");
    println!("cargo::rerun-if-changed=.git/refs/heads");
}
