//! Puts the parts together, for a real cloud or for the demo, in one place.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jit_azure::{Entra, Pace, RunProgram, Secrets, SignIn, Skew};
use jit_core::{Cloud, Code, ExtraCa, Favourites, History, Launch, Loaded, Problem, Settings};
use jit_host::{AddressServices, Dirs, LoadedFile, Notifier, Surroundings};

use crate::accounts::{Accounts, Ground, Remembered, Stored};
use crate::demo::Demo;
use crate::favourites::Starred;
use crate::machines::{Machines, Rhythm};
use crate::network::trusted;
use crate::preferences::{Preferences, about};

/// The application's id, as desktops know it. The same as in the shell's `tauri.conf.json`.
pub const APP_ID: &str = "app.jittray.desktop";

/// How long `az` may take for a token: it is slow to start, and may refresh one on the way.
const AZ_PATIENCE: Duration = Duration::from_secs(60);

/// How to start.
#[derive(Clone, Default)]
pub struct Options {
    /// Use the simulated Azure inside.
    pub demo: bool,
    /// The demo stands in for the person's own machines, which [`jit_core::Intent::LeaveSampleData`] brings back.
    pub can_leave: bool,
    /// A cloud file, instead of the cloud in the settings.
    pub cloud: Option<PathBuf>,
    /// The program stays in the background: it shows notifications and follows changes of the network. The command
    /// line tells everything on its own screen and ends soon.
    pub stays: bool,
    /// Somebody is there who can be asked to sign in: a desktop, or a terminal. Without one, what needs a person
    /// fails and tells them how.
    pub can_ask: bool,
    /// Keep SSH for [`crate::Engine::session_here`] instead of opening a terminal for it.
    pub ssh_here: bool,
    /// The program that attends to sessions in terminals and tells how they end, as [`crate::attendant`] finds it.
    pub attendant: Option<PathBuf>,
    /// Keep every file inside this folder instead of the person's own.
    pub folder: Option<PathBuf>,
    /// How often machines that are watched are read again.
    pub rhythm: Rhythm,
    /// Do not take a sign-in from the `AZURE_*` variables.
    pub without_variables: bool,
    /// Keep refresh tokens here instead of in the system's secret store.
    pub secrets: Option<Arc<dyn Secrets>>,
    /// The environment and the programs to go by, instead of this computer's.
    pub surroundings: Option<Surroundings>,
    /// How patient calls of Azure are, and how long a person may take.
    pub pace: Pace,
}

/// Everything the engine works with.
pub(crate) struct Parts {
    pub accounts: Arc<Accounts>,
    pub services: AddressServices,
    /// What Azure's answers tell of this computer's clock.
    pub skew: Skew,
    /// As they are now: a person may change them while the program runs.
    pub settings: Preferences,
    pub favourites: Arc<Starred>,
    pub dirs: Dirs,
    pub surroundings: Surroundings,
    pub cloud_name: String,
    pub cloud: Cloud,
    pub notifier: Option<Notifier>,
    /// Whether somebody can be asked to sign in here.
    pub can_ask: bool,
    /// Where a session waits for the terminal this program was started from.
    pub session_here: Option<Mutex<Option<Launch>>>,
    /// What attends to a session in a terminal of its own.
    pub attendant: Option<PathBuf>,
    /// Keeps the simulator and its folder alive.
    pub _demo: Option<Demo>,
}

pub(crate) async fn assemble(options: Options) -> Result<(Parts, Loaded), Problem> {
    let surroundings = options.surroundings.clone().unwrap_or_else(Surroundings::here);
    let person = options.folder.as_deref().map_or_else(Dirs::of_person, |folder| Ok(Dirs::under(folder)))?;
    let settings = jit_host::load(&person.settings(), &person, Settings::from_json);
    let (settings, settings_problem) = (settings.value.unwrap_or_default(), settings.problem);
    if options.demo {
        return demo(settings, settings_problem, surroundings, &options).await;
    }
    let favourites = jit_host::load(&person.favourites(), &person, Favourites::from_json);
    let windows = jit_host::load_windows(&person);
    let history = history(&person);
    let mut problems: Vec<Problem> = windows.problem.into_iter().collect();
    let (favourites, favourites_problem) = (favourites.value.unwrap_or_default(), favourites.problem);
    let cloud = choose_cloud(options.cloud.as_deref(), &settings)?;
    let variables = !options.without_variables;
    let env = |name: &str| surroundings.text(name).filter(|_| variables).map(str::to_owned);
    let variables = SignIn::of_variables(env)?;
    let remembered = jit_host::load_accounts(&person, cloud.arm.as_str());
    problems.extend(remembered.problem);
    let was_signed_in = remembered.value.is_some();
    let trusted = trusted(&cloud, &settings, &person.settings())?;
    let services = services(&cloud, &settings, trusted.as_deref())?;
    let preferences = Preferences::new(person.clone(), settings.clone(), settings_problem.clone());
    let outside = outside(&surroundings, &preferences, trusted, options.pace);
    let skew = outside.skew.clone();
    let secrets = options.secrets.unwrap_or_else(Stored::on_this_computer);
    let ground = Ground { keeps: true, ..ground(&cloud, outside, &surroundings, &preferences, secrets)? };
    let machines = Machines::new(options.rhythm, options.stays, preferences.current());
    let accounts = Accounts::at_start(ground, variables, remembered.value, machines)?;
    let (signed_in, signing_in) = (accounts.listed().borrow().clone(), accounts.state().borrow().clone());
    let parts = Parts {
        accounts,
        services,
        skew,
        cloud_name: cloud.name.clone(),
        cloud,
        notifier: notifier(options.stays),
        can_ask: options.can_ask,
        session_here: options.ssh_here.then(Mutex::default),
        attendant: options.attendant.clone(),
        favourites: Arc::new(Starred::new(favourites.clone(), person.clone())),
        dirs: person,
        settings: preferences,
        surroundings,
        _demo: None,
    };
    let windows = windows.value.unwrap_or_default();
    let can_ask = options.can_ask;
    let about = about(&parts.dirs);
    let welcome = jit_host::load_welcome(&parts.dirs).value;
    let warned = jit_host::load_warned(&parts.dirs).value.unwrap_or_default();
    let loaded = Loaded { settings, favourites, signing_in, can_ask, windows, problems, ..Loaded::default() };
    let loaded = Loaded {
        accounts: signed_in,
        history,
        favourites_problem,
        settings_problem,
        about,
        welcome,
        was_signed_in,
        warned,
        stays: options.stays,
        ..loaded
    };
    Ok((parts, loaded))
}

/// The demo leaves the person's files alone, but opens the clients they set.
async fn demo(
    settings: Settings,
    settings_problem: Option<Problem>,
    surroundings: Surroundings,
    options: &Options,
) -> Result<(Parts, Loaded), Problem> {
    let demo = Demo::start().await?;
    let cloud = Cloud::from_json(&demo.cloud_json())?;
    let clients = demo.settings(settings)?;
    let favourites = demo.favourites()?;
    // Every demo is a new company: there is nothing to keep.
    let trusted = trusted(&cloud, &clients, &demo.dirs().settings())?;
    let services = services(&cloud, &clients, trusted.as_deref())?;
    let preferences = Preferences::new(demo.dirs(), clients.clone(), None);
    let outside = outside(&surroundings, &preferences, trusted, options.pace);
    let skew = outside.skew.clone();
    let memory = Arc::<Remembered>::default();
    let ground = ground(&cloud, outside, &surroundings, &preferences, memory)?;
    let accounts = Accounts::at_start(
        ground,
        None,
        None,
        Machines::new(options.rhythm, options.stays, preferences.current()),
    )?;
    let signed_in = accounts.listed().borrow().clone();
    let parts = Parts {
        accounts,
        services,
        skew,
        cloud_name: cloud.name.clone(),
        cloud,
        notifier: notifier(options.stays),
        can_ask: options.can_ask,
        session_here: options.ssh_here.then(Mutex::default),
        attendant: options.attendant.clone(),
        favourites: Arc::new(Starred::new(favourites.clone(), demo.dirs())),
        dirs: demo.dirs(),
        settings: preferences,
        surroundings,
        _demo: Some(demo),
    };
    let (accounts, can_leave) = (signed_in, options.can_leave);
    let about = about(&parts.dirs);
    let (settings, stays) = (clients, options.stays);
    let loaded = Loaded { settings, favourites, accounts, can_leave, stays, ..Loaded::default() };
    Ok((parts, Loaded { settings_problem, about, was_signed_in: true, ..loaded }))
}

/// Without it nothing is called usual, which is no reason to bother anybody.
fn history(dirs: &Dirs) -> History {
    let LoadedFile { value, problem } = jit_host::load_history(dirs);
    if let Some(problem) = problem {
        tracing::warn!(message = %problem.message, "the history of connects was not read");
    }
    value.unwrap_or_default()
}

pub(crate) fn choose_cloud(file: Option<&Path>, settings: &Settings) -> Result<Cloud, Problem> {
    let named = settings.cloud.as_deref();
    match (file, named) {
        (Some(file), _) => cloud_file(file),
        (None, Some(name)) => Cloud::built_in(name).map_or_else(|| cloud_file(Path::new(name)), Ok),
        (None, None) => {
            Cloud::built_in("public").ok_or_else(|| unreadable(Path::new("public"), "no such cloud"))
        }
    }
}

fn cloud_file(path: &Path) -> Result<Cloud, Problem> {
    let text = match jit_host::read(path)? {
        jit_host::Read::Text(text) => text,
        jit_host::Read::Absent => return Err(unreadable(path, "there is no such file")),
    };
    let mut cloud = Cloud::from_json(&text).map_err(|mut problem| {
        problem.hint = format!("{} The file is {}.", problem.hint, path.display());
        problem
    })?;
    if let Some(ExtraCa::File(file)) = &cloud.ca {
        let beside = path.parent().unwrap_or_else(|| Path::new(".")).join(file);
        match jit_host::read(&beside)? {
            jit_host::Read::Text(pem) => cloud.ca = Some(ExtraCa::Pem(pem)),
            jit_host::Read::Absent => return Err(unreadable(&beside, "there is no such file")),
        }
    }
    Ok(cloud)
}

fn unreadable(path: &Path, reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("{} cannot be read: {reason}.", path.display()),
        "Name an existing cloud file, or one of the clouds public, usgov and china in the settings.",
    )
}

fn outside(
    surroundings: &Surroundings,
    preferences: &Preferences,
    trusted: Option<Vec<u8>>,
    pace: Pace,
) -> jit_azure::Surroundings {
    let outside = jit_azure::Surroundings::new(run_az(surroundings));
    let (proxy, current) = (preferences.get().proxy.clone(), preferences.current());
    let mut outside =
        outside.trusting(trusted).through(proxy).looking_at(move || current.get().look_at.clone());
    outside.pace = pace;
    outside
}

fn ground(
    cloud: &Cloud,
    outside: jit_azure::Surroundings,
    surroundings: &Surroundings,
    preferences: &Preferences,
    secrets: Arc<dyn Secrets>,
) -> Result<Ground, Problem> {
    Ok(Ground {
        entra: Entra::new(cloud, preferences.get().client_id(), &outside)?,
        cloud: cloud.clone(),
        secrets,
        outside,
        surroundings: surroundings.clone(),
        dirs: preferences.dirs().clone(),
        settings: preferences.current(),
        keeps: false,
    })
}

fn notifier(stays: bool) -> Option<Notifier> {
    if !stays {
        return None;
    }
    if let Err(reason) = jit_host::register_app(APP_ID, "JIT Tray", None) {
        tracing::warn!(%reason, "Windows may not show notifications");
    }
    Some(Notifier::new(APP_ID))
}

fn run_az(surroundings: &Surroundings) -> RunProgram {
    let surroundings = surroundings.clone();
    Arc::new(move |program, args| {
        let surroundings = surroundings.clone();
        Box::pin(async move {
            let args: Vec<&OsStr> = args.iter().map(OsString::as_os_str).collect();
            jit_host::run(&program, &args, AZ_PATIENCE, &surroundings).await
        })
    })
}

fn services(cloud: &Cloud, settings: &Settings, trusted: Option<&[u8]>) -> Result<AddressServices, Problem> {
    let chosen = &settings.address.services;
    let services = if chosen.is_empty() { &cloud.address_services } else { chosen };
    AddressServices::new(services.clone(), trusted)
}
