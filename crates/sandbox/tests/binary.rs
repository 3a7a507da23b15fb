//! The binary: it says where everything is, logs, and ends by Ctrl-C.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
};

fn sandbox() -> Command {
    Command::new(env!("CARGO_BIN_EXE_venue-sandbox"))
}

#[test]
fn it_prints_where_the_exchanges_are_logs_requests_and_stops_on_ctrl_c() {
    let mut child = sandbox().args(["--port-base", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut ports = Vec::new();
    for line in lines.by_ref() {
        let line = line.unwrap();
        if let Some((_, rest)) = line.split_once("http://127.0.0.1:") {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            ports.push(digits.parse::<u16>().unwrap());
        }
        if line.is_empty() {
            break;
        }
    }
    assert_eq!(ports.len(), 5);

    let mut stream = TcpStream::connect(("127.0.0.1", *ports.first().unwrap())).unwrap();
    let request = "GET /api/v2/public/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"));
    let logged = lines.next().unwrap().unwrap();
    assert!(logged.contains(" bitget "), "{logged}");
    assert!(logged.ends_with(" GET  /api/v2/public/time served 200"), "{logged}");

    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
    assert!(lines.any(|line| line.unwrap() == "stopped"));
}

#[test]
fn it_explains_itself_and_refuses_what_it_does_not_know() {
    let help = sandbox().arg("--help").output().unwrap();
    assert!(help.status.success());
    assert!(String::from_utf8(help.stdout).unwrap().contains("--port-base N"));
    for arguments in [&["--port-base", "65532"][..], &["--port-base"], &["serve"]] {
        let output = sandbox().args(arguments).output().unwrap();
        assert!(!output.status.success() && !output.stderr.is_empty());
    }
}
