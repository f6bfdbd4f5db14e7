//! Commands that are one call: their flags and help follow from the contracts.

use crate::contract::{
    CALLS, Call, about_field, about_group, about_method, enum_names, fact_words, flag_of,
    placeholder, set,
};
use clap::{
    Arg, ArgAction, ArgMatches, Command, Error, FromArgMatches, Subcommand,
    builder::PossibleValuesParser, error::ErrorKind, value_parser,
};
use handrail_chassis::world::World;
use handrail_contracts::common::v1::{CommandHeader, PageRequest};
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage, Value,
};

/// The groups whose commands are more than calls: each has a module of its own.
const ELSEWHERE: [&str; 2] = ["edition", "journey"];
/// The command whose answer can be had as CSV.
const REGISTER: &str = "transfer register";

/// A command that is one call, with the request that was asked for.
#[derive(Debug, Clone)]
pub struct Request {
    call: &'static Call,
    message: DynamicMessage,
    header: Option<CommandHeader>,
    csv: bool,
}

impl Request {
    /// Whether the whole list is wanted, as CSV.
    pub(crate) fn as_csv(&self) -> bool {
        self.csv
    }

    /// What is called, and with what. A command without a request id gets a new one.
    pub fn into_message(self, world: &World) -> (&'static Call, DynamicMessage) {
        let Self {
            call,
            mut message,
            header,
            csv: _,
        } = self;
        if let Some(mut header) = header {
            if header.request_id.is_empty() {
                header.request_id = format!("cli-{}", world.mint());
            }
            put(&mut message, "header", &header);
        }
        (call, message)
    }
}

impl Subcommand for Request {
    fn augment_subcommands(mut command: Command) -> Command {
        let mut groups: Vec<&str> = CALLS.iter().map(|call| call.group).collect();
        groups.dedup();
        groups.retain(|group| !ELSEWHERE.contains(group));
        for group in groups {
            let calls: Vec<_> = CALLS.iter().filter(|call| call.group == group).collect();
            command = command.subcommand(match calls.as_slice() {
                [only] if only.name.is_empty() => arguments(group, only),
                several => Command::new(group)
                    .about(about_group(group))
                    .subcommand_required(true)
                    .arg_required_else_help(true)
                    .subcommands(several.iter().map(|call| arguments(call.name, call))),
            });
        }
        command
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        !ELSEWHERE.contains(&name) && CALLS.iter().any(|call| call.group == name)
    }
}

impl FromArgMatches for Request {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let (group, mut matches) = matches
            .subcommand()
            .ok_or_else(|| Error::new(ErrorKind::MissingSubcommand))?;
        let mut words = group.to_owned();
        if let Some((name, within)) = matches.subcommand() {
            words = format!("{group} {name}");
            matches = within;
        }
        let call = Call::of(&words).ok_or_else(|| Error::new(ErrorKind::InvalidSubcommand))?;
        read(call, matches)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn arguments(name: &'static str, call: &Call) -> Command {
    let Some(method) = call.descriptor() else {
        return Command::new(name);
    };
    let about = about_method(&method);
    let first = about
        .split_inclusive(". ")
        .next()
        .unwrap_or_default()
        .trim_end();
    let mut command = Command::new(name)
        .about(first.trim_end_matches('.').to_owned())
        .long_about(about.clone());
    for field in call.fields() {
        command = command.arg(argument(call, &field));
    }
    if call.is_command() {
        command = command
            .arg(
                Arg::new("request_id")
                    .long("request-id")
                    .value_name("ID")
                    .help("Makes repeating this command harmless; minted when left out"),
            )
            .arg(
                Arg::new("expected_version")
                    .long("expected-version")
                    .value_name("VERSION")
                    .value_parser(value_parser!(u64))
                    .help("Refuse unless the resource still has this version"),
            )
            .arg(
                Arg::new("validate_only")
                    .long("validate-only")
                    .action(ArgAction::SetTrue)
                    .help("Ask what would happen; nothing is kept"),
            );
    }
    if call.words() == REGISTER {
        command = command.arg(
            Arg::new("csv")
                .long("csv")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["size", "token"])
                .help("Write all of it as CSV, with a line of headings"),
        );
    }
    if call.is_paged() {
        command = command
            .arg(
                Arg::new("size")
                    .long("size")
                    .value_name("SIZE")
                    .value_parser(value_parser!(u32))
                    .help("How many to show, up to 200"),
            )
            .arg(
                Arg::new("token")
                    .long("token")
                    .value_name("TOKEN")
                    .help("Where the page before ended"),
            );
    }
    command
}

fn argument(call: &Call, field: &FieldDescriptor) -> Arg {
    let argument = Arg::new(field.name().to_owned()).help(about(field));
    if call.positional.contains(&field.name()) {
        let name = field.name().strip_suffix("_id").unwrap_or(field.name());
        return argument.required(true).value_name(name.to_uppercase());
    }
    let argument = argument.long(flag_of(field)).value_name(placeholder(field));
    let kind = field.kind();
    if kind == Kind::Bool {
        return argument.action(ArgAction::SetTrue);
    }
    let argument = match kind.as_enum() {
        Some(names) => argument.value_parser(PossibleValuesParser::new(enum_names(names))),
        None => argument,
    };
    match field.is_list() {
        // A composed value has commas of its own.
        true if kind.as_message().is_some() => argument.action(ArgAction::Append),
        true => argument.action(ArgAction::Append).value_delimiter(','),
        false => argument,
    }
}

fn about(field: &FieldDescriptor) -> String {
    let about = about_field(field);
    match fact_words(field).as_slice() {
        [] => about,
        words => format!("{about} [FACT: {}]", words.join(", ")),
    }
}

fn read(call: &'static Call, matches: &ArgMatches) -> Result<Request, Error> {
    let method = call
        .descriptor()
        .ok_or_else(|| Error::new(ErrorKind::InvalidSubcommand))?;
    let mut message = DynamicMessage::new(method.input());
    for field in call.fields() {
        if field.kind() == Kind::Bool {
            message.set_field(&field, Value::Bool(matches.get_flag(field.name())));
            continue;
        }
        let texts: Vec<String> = matches
            .get_many::<String>(field.name())
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        set(&mut message, &field, &texts).map_err(|wrong| {
            Error::raw(
                ErrorKind::ValueValidation,
                format!("--{}: {wrong}\n", flag_of(&field)),
            )
        })?;
    }
    if call.is_paged() {
        let size = matches.get_one("size").copied().unwrap_or_default();
        let token = matches
            .get_one::<String>("token")
            .cloned()
            .unwrap_or_default();
        put(&mut message, "page", &PageRequest { size, token });
    }
    let header = call.is_command().then(|| CommandHeader {
        request_id: matches
            .get_one::<String>("request_id")
            .cloned()
            .unwrap_or_default(),
        expected_version: matches
            .get_one("expected_version")
            .copied()
            .unwrap_or_default(),
        validate_only: matches.get_flag("validate_only"),
    });
    Ok(Request {
        call,
        message,
        header,
        csv: call.words() == REGISTER && matches.get_flag("csv"),
    })
}

/// Puts a generated message into a field of a request; a field that is not there is left alone.
pub(crate) fn put(request: &mut DynamicMessage, field: &str, content: &impl prost::Message) {
    let kind = request
        .descriptor()
        .get_field_by_name(field)
        .map(|field| field.kind());
    let inner: Option<MessageDescriptor> = kind.and_then(|kind| kind.as_message().cloned());
    if let Some(inner) = inner {
        let mut value = DynamicMessage::new(inner);
        if value.transcode_from(content).is_ok() {
            request.set_field_by_name(field, Value::Message(value));
        }
    }
}
