//! Files of the post: what it took and under which numbers, what it delivered and brought back. What
//! a file says is shown line by line before anything is done, and is then done line by line.

use super::{Tab, tabs};
use crate::cards::actions::{self, HandleCards, PART_LINES};
use crate::cards::model::{CardsRefusal, FileLine, LineAnswer, POST_LINES_MAX, PostLine};
use crate::cards::rules::post;
use crate::cards::words;
use askama::Template;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_access::{Act, Permit};
use nabz_kernel::refusal::Refused;
use nabz_store::{Once, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, OnceKey, Page, Problem, Sent, Shell, Upload, discard, filters};

/// Whose list the page belongs to.
const LIST: &str = "/cards/office/post";
/// A file of so many bytes has more lines than are taken at once.
const FILE_BYTES_MAX: usize = 128 * 1024;
/// How a form comes that carries no file.
const PLAIN: &str = "application/x-www-form-urlencoded";

#[derive(Template)]
#[template(path = "cards/pages/file.html")]
struct FilePage {
    shell: Shell,
    tabs: Vec<Tab>,
    once: OnceKey,
    most: usize,
    notice: Option<Message>,
    /// The lines, as they were sent.
    typed: String,
    rows: Vec<Row>,
    /// How many lines are answered alike.
    counts: Vec<Message>,
    /// The lines that can be done, and how many they are.
    ready: Option<(String, usize)>,
}

/// One line.
struct Row {
    number: u32,
    /// The serial, or the line as it stands there where none can be read.
    of: String,
    said: Option<Message>,
    answer: Message,
}

/// Lines with their answers.
struct Answered {
    lines: Vec<(FileLine, LineAnswer)>,
    /// They were carried out.
    done: bool,
}

/// The page on which a file is chosen.
pub(in crate::cards::pages) async fn page(desk: Desk) -> Result<Page, Problem> {
    desk.permit::<HandleCards>()?;
    desk.page(&view(&desk, String::new(), None).await?)
}

/// Shows what would become of each line.
pub(in crate::cards::pages) async fn look(
    desk: Desk,
    request: Request,
) -> Result<Response, Problem> {
    let at = match desk.permit::<HandleCards>() {
        Ok(permit) => permit.facility(),
        Err(problem) => {
            discard(request).await;
            return Err(problem);
        }
    };
    let (typed, read) = sent(&desk, request).await?;
    let lines = match read.and_then(|()| post::lines(&typed)) {
        Ok(lines) => lines,
        Err(refusal) => return not_done(&desk, typed, Refused::from(refusal).into()).await,
    };
    let readable = readable(&lines);
    let judged = desk.read(move |view| actions::foresee(view, at, &readable)).await?;
    let answered = Answered { lines: answered(lines, judged), done: false };
    Ok(desk.page(&view(&desk, typed, Some(&answered)).await?)?.into_response())
}

/// Does what the lines say, a part at a time. A line that was done before does nothing again, so
/// that what was broken off goes on with the next press.
pub(in crate::cards::pages) async fn take(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<HandleCards>()?;
    let typed = fields.get("lines").to_owned();
    let lines = match post::lines(&typed) {
        Ok(lines) => lines,
        Err(refusal) => return not_done(&desk, typed, Refused::from(refusal).into()).await,
    };
    let (once, mut judged) = (fields.once(), Vec::with_capacity(lines.len()));
    for (part, some) in readable(&lines).chunks(PART_LINES).enumerate() {
        match taken(&desk, &permit, (once.key(), part), some.to_vec()).await {
            Ok(answers) => judged.extend(answers),
            Err(problem) => return not_done(&desk, typed, problem).await,
        }
    }
    let answered = Answered { lines: answered(lines, judged), done: true };
    Ok(desk.page(&view(&desk, String::new(), Some(&answered)).await?)?.into_response())
}

/// Carries out one part of a form, once for its key and all that the part says.
///
/// Refuses with `CRD-069` a form without a key.
async fn taken(
    desk: &Desk,
    permit: &Permit<HandleCards>,
    (once, part): (&str, usize),
    lines: Vec<PostLine>,
) -> Result<Vec<LineAnswer>, Problem> {
    if once.is_empty() {
        return Err(Refused::from(CardsRefusal::Incomplete).into());
    }
    let spelt: Vec<String> = lines.iter().map(post::spelt).collect();
    let wish = format!("{} lines {once} {part} {}", HandleCards::NAME, spelt.join(" "));
    let permit = permit.clone();
    let take = move |tx: &mut Tx<'_>| {
        permit.recheck(tx)?;
        actions::take_lines(tx, &permit, &lines)
    };
    let once = Once::new(desk.staff().uuid(), &wish);
    Ok(desk.app().store().write_once(once, take).await?)
}

/// The lines of a form: those of its file, or those that were pasted; and why a file was not read.
async fn sent(
    desk: &Desk,
    request: Request,
) -> Result<(String, Result<(), CardsRefusal>), Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with(PLAIN)) {
        let fields = Fields::from_request(request, &()).await?;
        return Ok((fields.get("lines").to_owned(), Ok(())));
    }
    let upload = Upload::read(desk, request, FILE_BYTES_MAX).await?;
    let read = match upload.file() {
        Sent::One(bytes) => String::from_utf8(bytes.to_vec()).map_err(|_| CardsRefusal::NoLines),
        Sent::TooLarge => Err(post::too_many()),
        Sent::Nothing | Sent::Several => Err(CardsRefusal::NoLines),
    };
    Ok(match read {
        Ok(text) => (text, Ok(())),
        Err(refusal) => (String::new(), Err(refusal)),
    })
}

fn readable(lines: &[FileLine]) -> Vec<PostLine> {
    lines.iter().filter_map(|line| line.read.clone().ok()).collect()
}

/// Each line with its answer: what was judged of those that can be read, in their order.
fn answered(lines: Vec<FileLine>, judged: Vec<LineAnswer>) -> Vec<(FileLine, LineAnswer)> {
    let mut judged = judged.into_iter();
    let answer = |line: FileLine| {
        let answer = match &line.read {
            Ok(_) => judged.next().unwrap_or(LineAnswer::Unreadable),
            Err(answer) => *answer,
        };
        (line, answer)
    };
    lines.into_iter().map(answer).collect()
}

/// The page again, with why nothing more was done, and with the lines.
async fn not_done(desk: &Desk, typed: String, problem: Problem) -> Result<Response, Problem> {
    let Some(no) = problem.told() else { return Err(problem) };
    let mut view = view(desk, typed, None).await?;
    view.notice = Some(no.into());
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

async fn view(
    desk: &Desk,
    typed: String,
    answered: Option<&Answered>,
) -> Result<FilePage, Problem> {
    let at = desk.facility();
    let tabs = desk.read(move |view| tabs(view, at, LIST)).await?;
    Ok(FilePage {
        shell: desk.shell(),
        tabs,
        once: OnceKey::draw(),
        most: POST_LINES_MAX,
        notice: None,
        typed,
        rows: answered.map(Answered::rows).unwrap_or_default(),
        counts: answered.map(Answered::counts).unwrap_or_default(),
        ready: answered.and_then(Answered::ready),
    })
}

impl Answered {
    fn rows(&self) -> Vec<Row> {
        let row = |(line, answer): &(FileLine, LineAnswer)| {
            let read = line.read.as_ref().ok();
            Row {
                number: line.number,
                of: read.map_or_else(|| line.text.clone(), |read| words::serial(read.serial)),
                said: read.map(|read| words::post_said(&read.said)),
                answer: self.answer_said(*answer),
            }
        };
        self.lines.iter().map(row).collect()
    }

    fn answer_said(&self, answer: LineAnswer) -> Message {
        if self.done && answer == LineAnswer::Fine {
            msg::line_done()
        } else {
            words::line_answer(answer)
        }
    }

    /// How many lines are answered so, for each answer that there is.
    fn counts(&self) -> Vec<Message> {
        let count = |answer: &LineAnswer| {
            let alike = self.lines.iter().filter(|(_, of)| of == answer).count();
            (alike > 0).then(|| msg::line_count(self.answer_said(*answer), alike))
        };
        LineAnswer::ALL.iter().filter_map(count).collect()
    }

    /// The lines that can be done, for the form that does them.
    fn ready(&self) -> Option<(String, usize)> {
        let fine = self.lines.iter().filter(|(_, answer)| *answer == LineAnswer::Fine);
        let fine = fine.filter_map(|(line, _)| line.read.as_ref().ok().map(post::spelt));
        let fine: Vec<String> = fine.collect();
        (!self.done && !fine.is_empty()).then(|| (fine.join("\n"), fine.len()))
    }
}
