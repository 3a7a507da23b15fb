//! Durian's sessions: one login for all callers, and failures that come inside HTTP 200.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use venue_core::{Error, ErrorKind, Outcome, RetryPolicy};
use venue_durian::{
    Client, Credentials,
    types::{PositionSide, Side},
};
use venue_tests::server::{Reply, Request, Server};

const EMAIL: &str = "canary@example.com";
const SECRET: &str = "canary-secret-93f0b7d4";
const TOKEN: &str = "canary-token-0e4c92f1";

const LOGIN: &str = "/api/v3/register";
const LOGOUT: &str = "/api/v3/logout";
const POSITIONS: &str = "/api/v3/account/portfolio/position";
const COINS: &str = "/api/v3/coins/list";

fn session(token: &str) -> Reply {
    Reply::ok(format!(
        r#"{{"msg":"success","code":200,"data":{{"isInvite":false,"userId":7,"token":"{token}","isFirst":false}}}}"#
    ))
}

fn list() -> Reply {
    Reply::ok(r#"{"msg":"success","code":200,"data":[]}"#)
}

fn done() -> Reply {
    Reply::ok(r#"{"msg":"success","code":200}"#)
}

/// An exchange that gives `token-1` to the first login, `token-2` to the second, and so on.
fn exchange() -> impl Fn(&Request) -> Reply + Send + Sync + 'static {
    let logins = AtomicUsize::new(0);
    move |request| match request.path() {
        LOGIN => session(&format!("token-{}", logins.fetch_add(1, Ordering::SeqCst) + 1)),
        LOGOUT => done(),
        _ => list(),
    }
}

async fn start(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(script).await.unwrap()
}

fn client(server: &Server, credentials: impl Into<Credentials>) -> Client {
    let none = Duration::ZERO;
    Client::builder()
        .environment(server.url())
        .credentials(credentials)
        .retry(RetryPolicy::new().waits(none, none))
        .build()
        .unwrap()
}

fn logs_in(server: &Server) -> Client {
    client(server, (EMAIL, SECRET))
}

fn has_token(server: &Server) -> Client {
    client(server, Credentials::token(TOKEN))
}

fn paths(server: &Server) -> Vec<String> {
    server.requests().iter().map(|request| request.path().to_owned()).collect()
}

fn shown(error: &Error) -> String {
    format!("{error} {error:?}")
}

async fn open(client: &Client) -> Result<(), Error> {
    let call = client.open_position().symbol("BT_PERP_BTC_USD").side(Side::Buy);
    let call = call.position_side(PositionSide::Long).order_qty("0.03").leverage(20);
    call.send().await.map(drop)
}

#[tokio::test]
async fn the_first_private_call_logs_in_once_and_the_calls_after_it_use_the_token() {
    let server = start(exchange()).await;
    let client = logs_in(&server);
    for _ in 0..3 {
        client.positions().send().await.unwrap();
    }
    assert_eq!(paths(&server), [LOGIN, POSITIONS, POSITIONS, POSITIONS]);
    let requests = server.requests();
    assert_eq!(
        requests[0].text(),
        format!(r#"{{"email":"{EMAIL}","type":"1","secret":"{SECRET}"}}"#)
    );
    assert_eq!(requests[0].header("authorization"), None);
    for request in &requests[1..] {
        assert_eq!(request.header("authorization"), Some("Bearer token-1"));
    }
}

#[tokio::test]
async fn callers_at_the_same_time_wait_for_one_login() {
    let server = start(exchange()).await;
    let (one, two) = (logs_in(&server), logs_in(&server));
    let clone = one.clone();
    let results = tokio::join!(
        one.positions().send(),
        clone.positions().send(),
        one.positions().symbol("BT_PERP_BTC_USD").send(),
    );
    assert!(results.0.is_ok() && results.1.is_ok() && results.2.is_ok());
    let logins = |server: &Server| paths(server).iter().filter(|path| *path == LOGIN).count();
    assert_eq!(logins(&server), 1);
    two.positions().send().await.unwrap();
    assert_eq!(logins(&server), 2, "another client has a session of its own");
}

#[tokio::test]
async fn a_login_that_is_called_for_is_the_only_one() {
    let server = start(exchange()).await;
    let client = logs_in(&server);
    let session = client.login().await.unwrap();
    assert_eq!((session.token.expose(), session.user_id), ("token-1", Some(7)));
    client.clone().positions().send().await.unwrap();
    assert_eq!(paths(&server), [LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_token_that_was_given_needs_no_login() {
    let server = start(exchange()).await;
    let client = has_token(&server);
    client.positions().send().await.unwrap();
    assert_eq!(paths(&server), [POSITIONS]);
    let authorization = format!("Bearer {TOKEN}");
    assert_eq!(server.requests()[0].header("authorization"), Some(authorization.as_str()));
}

#[tokio::test]
async fn a_client_with_a_token_alone_cannot_log_in() {
    let server = start(exchange()).await;
    let error = has_token(&server).login().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::MissingCredentials, Outcome::NotSent));
    assert_eq!(error.operation().unwrap().id, "login");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_login_that_fails_inside_http_200_fails_the_call_that_was_never_sent() {
    let server =
        start(|_| Reply::ok(r#"{"msg":"the secret is wrong","code":500,"data":null}"#)).await;
    let client = logs_in(&server);
    let read = client.positions().send().await.unwrap_err();
    let write = open(&client).await.unwrap_err();
    for error in [read, write] {
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!(error.code(), Some("500"));
        assert_eq!(error.message(), "the secret is wrong");
        assert_eq!(error.status().unwrap(), 200);
    }
    assert_eq!(paths(&server), [LOGIN, LOGIN], "each call tried once, and nothing but the login");
}

#[tokio::test]
async fn a_login_without_an_answer_fails_the_call_that_was_never_sent() {
    let server = start(|_| Reply::Close).await;
    let error = open(&logs_in(&server)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::NotSent));
    assert!(paths(&server).iter().all(|path| path == LOGIN));
}

#[tokio::test]
async fn a_login_without_a_token_in_its_answer_is_an_error() {
    let server = start(|_| Reply::ok(r#"{"msg":"success","code":200,"data":{"userId":7}}"#)).await;
    let error = logs_in(&server).positions().send().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::NotSent));
    assert!(error.message().contains("missing field `token`"), "{error}");
}

#[tokio::test]
async fn a_token_that_cannot_stand_in_a_header_is_an_error_that_does_not_show_it() {
    let server = start(|_| session("fresh-token\\r\\nx-evil: 1")).await;
    let error = open(&logs_in(&server)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(!shown(&error).contains("fresh-token"), "{error:?}");
    assert_eq!(paths(&server), [LOGIN]);
}

#[tokio::test]
async fn a_login_answer_that_cannot_be_read_is_an_error_that_does_not_show_its_token() {
    let answers = [
        r#"{"msg":"ok","code":200,"data":{"token":"fresh-token-17","userId":"no number"}}"#,
        r#"{"msg":"ok","code":200,"data":"fresh-token-17"}"#,
        r#"{"msg":"ok","data":{"token":"fresh-token-17"}}"#,
        r#"{"msg":"ok","code":0,"data":{"token":"fresh-token-17"}}"#,
    ];
    for answer in answers {
        let server = start(move |_| Reply::ok(answer)).await;
        let client = logs_in(&server);
        for error in [client.login().await.unwrap_err(), open(&client).await.unwrap_err()] {
            assert!(!shown(&error).contains("fresh-token-17"), "{answer}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_login_is_tried_again_after_it_has_failed() {
    let failed = AtomicBool::new(false);
    let exchange = exchange();
    let server = start(move |request| {
        if failed.swap(true, Ordering::SeqCst) {
            return exchange(request);
        }
        Reply::ok(r#"{"msg":"busy","code":500}"#)
    })
    .await;
    let client = logs_in(&server);
    client.positions().send().await.unwrap_err();
    client.positions().send().await.unwrap();
    assert_eq!(paths(&server), [LOGIN, LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_caller_that_gives_up_during_the_login_does_not_hold_up_the_others() {
    let silent = AtomicBool::new(true);
    let exchange = exchange();
    let server = start(move |request| {
        if silent.swap(false, Ordering::SeqCst) { Reply::Silence } else { exchange(request) }
    })
    .await;
    let client = logs_in(&server);
    {
        let seen = async {
            while server.requests().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = client.positions().send() => panic!("nobody answered"),
            () = seen => {}
        }
    }
    client.positions().send().await.unwrap();
    assert_eq!(paths(&server), [LOGIN, LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_code_other_than_200_is_an_error_whatever_the_status_says() {
    let cases = [
        (r#"{"msg":"no margin","code":500}"#, Some("500"), Outcome::Unknown, "no margin"),
        (r#"{"msg":"string","code":0}"#, Some("0"), Outcome::Unknown, "string"),
        (r#"{"msg":"bad","code":400}"#, Some("400"), Outcome::Rejected, "bad"),
        (r#"{"msg":"forbidden","code":"403"}"#, Some("403"), Outcome::Rejected, "forbidden"),
        (r#"{"msg":"new","code":601,"data":[]}"#, Some("601"), Outcome::Rejected, "new"),
        (
            r#"{"msg":"","code":2000}"#,
            Some("2000"),
            Outcome::Rejected,
            "the exchange gave no reason",
        ),
    ];
    for (answer, code, outcome, message) in cases {
        let server = start(move |_| Reply::ok(answer)).await;
        let error = open(&has_token(&server)).await.unwrap_err();
        assert_eq!(error.code(), code, "{answer}");
        assert_eq!(error.outcome(), outcome, "{answer}");
        assert_eq!(error.message(), message, "{answer}");
        assert_eq!(error.operation().unwrap().id, "open_position");
        assert_eq!(server.requests().len(), 1, "{answer}");
    }
}

#[tokio::test]
async fn an_answer_without_a_code_is_an_error_of_unknown_outcome() {
    let answers =
        [r#"{"msg":"success","data":{}}"#, "{}", r#"{"code":null,"data":{}}"#, "[]", "", "ok"];
    for answer in answers {
        let server = start(move |_| Reply::ok(answer)).await;
        let error = open(&has_token(&server)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Decode, Outcome::Unknown),
            "{answer}"
        );
        assert_eq!(server.requests().len(), 1, "{answer}");
    }
}

#[tokio::test]
async fn a_success_code_as_text_is_success() {
    let server = start(|_| Reply::ok(r#"{"msg":"success","code":"200","data":[]}"#)).await;
    has_token(&server).positions().send().await.unwrap();
}

#[tokio::test]
async fn a_payload_that_is_absent_or_null_is_success_where_none_is_expected() {
    for answer in [r#"{"msg":"ok","code":200}"#, r#"{"msg":"ok","code":200,"data":null}"#] {
        let server = start(move |_| Reply::ok(answer)).await;
        has_token(&server).close_all_positions().send().await.unwrap();
        let positions = has_token(&server).positions().send().await.unwrap();
        assert!(positions.is_empty());
        let error = open(&has_token(&server)).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Unknown));
    }
}

#[tokio::test]
async fn an_expired_token_is_renewed_and_the_call_sent_once_more() {
    let exchange = exchange();
    let server = start(move |request| match request.header("authorization") {
        Some("Bearer token-1") => Reply::ok(r#"{"msg":"token expired","code":401}"#),
        _ => exchange(request),
    })
    .await;
    let client = logs_in(&server);
    client.positions().send().await.unwrap();
    client.positions().send().await.unwrap();
    assert_eq!(paths(&server), [LOGIN, POSITIONS, LOGIN, POSITIONS, POSITIONS]);
    assert_eq!(server.requests()[4].header("authorization"), Some("Bearer token-2"));
}

#[tokio::test]
async fn a_token_that_is_always_refused_is_renewed_once_for_a_call() {
    let exchange = exchange();
    let server = start(move |request| match request.path() {
        POSITIONS => Reply::ok(r#"{"msg":"token expired","code":401}"#),
        _ => exchange(request),
    })
    .await;
    let error = logs_in(&server).positions().send().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Authentication, Outcome::Rejected));
    assert_eq!((error.code(), error.message()), (Some("401"), "token expired"));
    assert_eq!(paths(&server), [LOGIN, POSITIONS, LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_token_that_was_renewed_is_struck_out_of_answers_all_the_same() {
    let exchange = exchange();
    let server = start(move |request| match request.path() {
        POSITIONS => Reply::ok(r#"{"msg":"token-1 has expired","code":401}"#),
        _ => exchange(request),
    })
    .await;
    let error = logs_in(&server).positions().send().await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("401"), "*** has expired"));
    assert!(!format!("{error:#?}").contains("token-1"), "{error:?}");
}

#[tokio::test]
async fn a_token_that_was_given_and_is_refused_is_an_error_at_once() {
    let server = start(|_| Reply::ok(r#"{"msg":"token expired","code":401}"#)).await;
    let client = has_token(&server);
    for _ in 0..2 {
        let error = client.positions().send().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Authentication, Outcome::Rejected));
    }
    assert_eq!(paths(&server), [POSITIONS, POSITIONS]);
}

/// Two calls go out with a token that has expired. The second refusal comes when the first has
/// been mended already: it says nothing against the new token.
#[tokio::test]
async fn a_refusal_of_the_old_token_does_not_cost_the_new_one() {
    const EXPIRED: &str = r#"{"msg":"token expired","code":401}"#;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let state = watch::Sender::new(Seen::default());
    let seen = state.subscribe();
    let serving = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let state = state.clone();
            tokio::spawn(async move {
                let mut stream = BufReader::new(stream);
                while let Some((path, token)) = head(&mut stream).await {
                    let mut now = state.subscribe();
                    let body = if path == LOGIN {
                        state.send_modify(|seen| seen.logins += 1);
                        let token = format!("token-{}", now.borrow().logins);
                        format!(r#"{{"msg":"ok","code":200,"data":{{"token":"{token}"}}}}"#)
                    } else if token == "Bearer token-1" {
                        state.send_modify(|seen| seen.old += 1);
                        // The first is answered when both have come, the second when the first
                        // has gone out again with the new token.
                        let first = now.borrow().old == 1;
                        now.wait_for(|seen| if first { seen.old == 2 } else { seen.new > 0 })
                            .await
                            .unwrap();
                        EXPIRED.to_owned()
                    } else {
                        state.send_modify(|seen| seen.new += 1);
                        r#"{"msg":"ok","code":200,"data":[]}"#.to_owned()
                    };
                    let answer =
                        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    let client = Client::builder().environment(url).credentials((EMAIL, SECRET)).build().unwrap();
    client.login().await.unwrap();
    let (one, two) = tokio::join!(client.positions().send(), client.positions().send());
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(seen.borrow().logins, 2);
    serving.abort();
}

/// What the server of the test above has seen: logins, calls with the first token, with a later one.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    logins: usize,
    old: usize,
    new: usize,
}

/// Path and token of the next request, its body read.
async fn head(stream: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let (mut path, mut token, mut length) = (String::new(), String::new(), 0);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|length| *length > 0)?;
        match line.trim_end().split_once(": ") {
            Some(("authorization", value)) => token = value.to_owned(),
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None if path.is_empty() => path = line.split(' ').nth(1)?.to_owned(),
            None => break,
        }
    }
    stream.read_exact(&mut vec![0; length]).await.ok()?;
    Some((path, token))
}

#[tokio::test]
async fn a_logout_forgets_the_token() {
    let server = start(exchange()).await;
    let client = logs_in(&server);
    client.positions().send().await.unwrap();
    client.logout().await.unwrap();
    client.positions().send().await.unwrap();
    assert_eq!(paths(&server), [LOGIN, POSITIONS, LOGOUT, LOGIN, POSITIONS]);
    assert_eq!(server.requests()[2].header("authorization"), Some("Bearer token-1"));
    assert_eq!(server.requests()[4].header("authorization"), Some("Bearer token-2"));
}

#[tokio::test]
async fn a_logout_forgets_a_token_that_was_given() {
    let server = start(exchange()).await;
    let client = has_token(&server);
    client.logout().await.unwrap();
    let error = client.positions().send().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::MissingCredentials, Outcome::NotSent));
    assert_eq!(paths(&server), [LOGOUT]);
}

#[tokio::test]
async fn a_logout_that_fails_forgets_the_token_all_the_same() {
    let exchange = exchange();
    let server = start(move |request| match request.path() {
        LOGOUT => Reply::ok(r#"{"msg":"busy","code":500}"#),
        _ => exchange(request),
    })
    .await;
    let client = logs_in(&server);
    client.login().await.unwrap();
    assert_eq!(client.logout().await.unwrap_err().code(), Some("500"));
    client.positions().send().await.unwrap();
    assert_eq!(paths(&server), [LOGIN, LOGOUT, LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_logout_without_a_session_is_refused_and_nothing_is_sent() {
    let server = start(exchange()).await;
    let nobody = Client::builder().environment(server.url()).build().unwrap();
    let ended = logs_in(&server);
    for client in [logs_in(&server), nobody] {
        let error = client.logout().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::MissingCredentials, Outcome::NotSent)
        );
        assert_eq!(error.operation().unwrap().id, "logout");
    }
    assert!(server.requests().is_empty());
    ended.login().await.unwrap();
    ended.logout().await.unwrap();
    ended.logout().await.unwrap_err();
    assert_eq!(paths(&server), [LOGIN, LOGOUT]);
}

#[tokio::test]
async fn coins_are_public_and_take_a_token_along_where_there_is_one() {
    let server = start(exchange()).await;
    let nobody = Client::builder().environment(server.url()).build().unwrap();
    nobody.coins().send().await.unwrap();
    let later = logs_in(&server);
    later.coins().send().await.unwrap();
    assert_eq!(paths(&server), [COINS, COINS], "nobody logs in for public data");
    later.login().await.unwrap();
    later.coins().send().await.unwrap();
    let sent: Vec<_> =
        server.requests().iter().map(|r| r.header("authorization").map(str::to_owned)).collect();
    assert_eq!(sent, [None, None, None, Some("Bearer token-1".to_owned())]);
}
