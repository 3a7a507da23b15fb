use proptest::prelude::*;

use super::*;

fn redact(text: &str, secrets: &[Secret]) -> String {
    beginning(text, secrets, usize::MAX)
}

/// Every character of a text as another notation has it.
fn each(text: &str, write: impl Fn(char) -> String) -> String {
    text.chars().map(write).collect()
}

fn percent(character: char, digits: fn(u8) -> String) -> String {
    let mut bytes = [0; 4];
    character.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{}", digits(byte))).collect()
}

fn unicode(character: char, digits: fn(u16) -> String) -> String {
    let mut units = [0; 2];
    character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{}", digits(*unit))).collect()
}

fn reserved(character: char) -> bool {
    !character.is_ascii_alphanumeric() && !"-._~".contains(character)
}

/// The spellings that the module says it finds.
fn notations(secret: &str) -> Vec<String> {
    let html = |character: char| match character {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&GT;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    };
    let url = |character: char, digits: fn(u8) -> String| match character {
        character if reserved(character) => percent(character, digits),
        character => character.to_string(),
    };
    let quoted = serde_json::to_string(secret).unwrap();
    let debug = format!("{secret:?}");
    vec![
        secret.to_owned(),
        each(secret, |one| url(one, |byte| format!("{byte:02X}"))),
        each(secret, |one| url(one, |byte| format!("{byte:02x}"))),
        each(secret, |one| percent(one, |byte| format!("{byte:02x}"))),
        each(
            secret,
            |one| if one == ' ' { "+".to_owned() } else { url(one, |b| format!("{b:02X}")) },
        ),
        quoted[1..quoted.len() - 1].to_owned(),
        quoted[1..quoted.len() - 1].replace('/', "\\/"),
        debug[1..debug.len() - 1].to_owned(),
        each(secret, |one| unicode(one, |unit| format!("{unit:04x}"))),
        each(secret, |one| unicode(one, |unit| format!("{unit:04X}"))),
        each(secret, |one| format!("\\u{{{:x}}}", u32::from(one))),
        each(secret, html),
        each(secret, |one| format!("&#{};", u32::from(one))),
        each(secret, |one| format!("&#x{:X};", u32::from(one))),
    ]
}

#[test]
fn a_secret_is_redacted_in_every_notation() {
    let secret = Secret::new("a+b/c=d&e \"f\\'<é😀>%41");
    for spelt in notations(secret.expose()) {
        let text = format!("before {spelt} behind {spelt}");
        assert_eq!(
            redact(&text, std::slice::from_ref(&secret)),
            "before *** behind ***",
            "{spelt}"
        );
    }
}

#[test]
fn a_secret_at_the_cut_is_redacted_before_the_text_is_cut() {
    let secret = Secret::new("a-secret-of-32-characters-or-so-");
    for length in 0..40 {
        let text = format!("{}{}tail", "x".repeat(length), secret.expose());
        let shown = beginning(&text, std::slice::from_ref(&secret), 20);
        assert!(!shown.contains("a-s"), "{length}: {shown}");
        assert!(shown.chars().count() <= 24, "{length}: {shown}");
    }
}

#[test]
fn a_secret_that_begins_with_another_is_redacted_whole() {
    let secrets = [Secret::new("secret-1"), Secret::new("secret-1-and-more")];
    assert_eq!(redact("x secret-1-and-more y secret-1 z", &secrets), "x *** y *** z");
}

#[test]
fn what_is_short_stays() {
    assert_eq!(redact("a bit more", &[Secret::new("bit"), Secret::new("")]), "a bit more");
    assert_eq!(redact("a byte more", &[Secret::new("byte")]), "a *** more");
}

#[test]
fn a_part_of_a_secret_is_redacted_from_eight_characters_on() {
    let secrets = [Secret::new("0123456789abcdef")];
    assert_eq!(redact("x 01234567… y 6789abc z", &secrets), "x ***… y 6789abc z");
    assert_eq!(redact("x 456789ab89abcdef y", &secrets), "x *** y");
}

#[test]
fn a_long_text_of_beginnings_takes_little_time() {
    let secret = Secret::new("&&&&&&&&&&&&&&&&&&&&!");
    let text = "&".repeat(1_000_000);
    assert_eq!(beginning(&text, std::slice::from_ref(&secret), 2_048), "***…");
    let text = "&&&&&&&-".repeat(1_000_000);
    assert_eq!(beginning(&text, std::slice::from_ref(&secret), 2_048).chars().count(), 2_049);
}

proptest! {
    #[test]
    fn any_secret_is_redacted_in_any_text(secret in "[ -~äß€😀]{4,20}", around in "[a-z ]{0,5}") {
        for spelt in notations(&secret) {
            let shown = redact(&format!("{around}|{spelt}|{around}"), &[Secret::new(&*secret)]);
            // The text around may be part of a match only where the secret is.
            prop_assert!(shown.contains("***"), "{} in {}", secret, spelt);
            prop_assert!(!shown.contains(&spelt) || "***".contains(&spelt), "{} in {}", secret, spelt);
        }
    }

    #[test]
    fn no_eight_characters_of_a_secret_survive_however_they_are_spelt_and_cut(
        secret in "\\PC{4,40}",
        spelt in prop::collection::vec(0_usize..14, 40),
        cut in (0_usize..60, 0_usize..60),
        most in 1_usize..80,
    ) {
        // Each character in a notation of its own.
        let pieces: Vec<String> = (secret.chars().zip(spelt))
            .map(|(one, how)| notations(&one.to_string()).swap_remove(how))
            .collect();
        let text: Vec<char> = format!("before {} behind", pieces.concat()).chars().collect();
        let kept = text.len().saturating_sub(cut.1);
        let text: String = text[cut.0.min(kept)..kept].iter().collect();
        let shown = beginning(&text, &[Secret::new(&*secret)], most);
        for run in pieces.windows(8) {
            prop_assert!(!shown.contains(&run.concat()), "{secret:?} in {shown:?} of {text:?}");
        }
        if pieces.len() < 8 {
            prop_assert!(!shown.contains(&pieces.concat()), "{secret:?} in {shown:?} of {text:?}");
        }
    }

    #[test]
    fn a_text_without_secrets_stays_as_it_is(text in "\\PC{0,60}") {
        prop_assert_eq!(redact(&text, &[Secret::new("not in there, surely")]), text);
    }
}
