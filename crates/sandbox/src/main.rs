//! The five simulated exchanges on fixed ports, for programs in any language.
//!
//! Prints where they are and what credentials they take, then a line for each request, until
//! Ctrl-C.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use venue_sandbox::{
    BitgetVenue, CtcVenue, DigitexVenue, DurianVenue, PicoStocksVenue, Received, Sandbox, Venue,
};

const HELP: &str = "\
Five crypto exchanges, simulated on loopback.

Usage: venue-sandbox [--port-base N]

Options:
  --port-base N  port of the first exchange, the others follow (default 8101; 0 takes free ones)
  --help         show this text
";

const DEFAULT_PORT_BASE: u16 = 8101;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let port_base = match *arguments.as_slice() {
        [] => DEFAULT_PORT_BASE,
        ["--help" | "-h"] => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        // The five ports must fit below 65536.
        ["--port-base", number] => match number.parse() {
            Ok(port) if port <= u16::MAX - 4 => port,
            _ => return fail(&format!("--port-base takes 0 to 65531, not {number:?}")),
        },
        _ => return fail("unknown arguments; try --help"),
    };

    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .and_then(|runtime| runtime.block_on(run(port_base)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

async fn run(port_base: u16) -> io::Result<()> {
    let port = |index| match port_base {
        0 => 0,
        base => base.saturating_add(index),
    };
    let bitget = start::<BitgetVenue>(port(0)).await?;
    let digitex = start::<DigitexVenue>(port(1)).await?;
    let durian = start::<DurianVenue>(port(2)).await?;
    let picostocks = start::<PicoStocksVenue>(port(3)).await?;
    let ctc = start::<CtcVenue>(port(4)).await?;

    let (key, secret, passphrase) = bitget.credentials();
    let (email, login_secret) = durian.credentials();
    let (user, private_key) = picostocks.credentials();
    entry("exchange", "base URL", "credentials");
    let all = format!("key {key}, passphrase {passphrase}");
    entry("bitget", bitget.base_url(), &all);
    entry("", "", &format!("secret {secret}"));
    let token = digitex.credentials();
    entry("digitex", digitex.base_url(), &format!("token {token}"));
    let login = format!("email {email}, secret {login_secret}");
    entry("durian", durian.base_url(), &login);
    let signer = format!("user {user}, private key {private_key}");
    entry("picostocks", picostocks.base_url(), &signer);
    entry("ctc", ctc.base_url(), "none");
    say("Ctrl-C stops. The credentials are for tests only and open nothing else.\n\n");

    tokio::signal::ctrl_c().await?;
    say("\nstopped\n");
    Ok(())
}

async fn start<V: Venue>(port: u16) -> io::Result<Sandbox<V>> {
    let started = Sandbox::<V>::builder()
        .port(port)
        .on_request(|received: &Received| say(&format!("{received}\n")))
        .start();
    started.await.map_err(|error| {
        let text = format!("{} on 127.0.0.1:{port}: {error}", V::NAME);
        io::Error::new(error.kind(), text)
    })
}

fn entry(exchange: &str, base_url: &str, credentials: &str) {
    say(&format!("{exchange:<11} {base_url:<27} {credentials}\n"));
}

/// Prints, and does not mind if nobody reads.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn fail(text: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "venue-sandbox: {text}");
    ExitCode::FAILURE
}
