//! Puts the parts together, for a real cloud or for the demo, in one place.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jit_azure::{Entra, Pace, RunProgram, Secrets, SignIn, Skew};
use jit_core::{Cloud, Code, ExtraCa, Favourites, Launch, Loaded, LookAt, Problem, Settings};
use jit_host::{AddressServices, Dirs, Notifier, Surroundings};

use crate::accounts::{Accounts, Ground, Remembered, Stored};
use crate::demo::Demo;
use crate::machines::{Machines, Rhythm};
use crate::network::trusted;

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
    pub settings: Settings,
    pub favourites: Favourites,
    pub dirs: Dirs,
    pub surroundings: Surroundings,
    pub cloud_name: String,
    pub cloud: Cloud,
    pub notifier: Option<Notifier>,
    /// Whether somebody can be asked to sign in here.
    pub can_ask: bool,
    /// Where a session waits for the terminal this program was started from.
    pub session_here: Option<Mutex<Option<Launch>>>,
    /// Keeps the simulator and its folder alive.
    pub _demo: Option<Demo>,
}

pub(crate) async fn assemble(options: Options) -> Result<(Parts, Loaded), Problem> {
    let surroundings = options.surroundings.clone().unwrap_or_else(Surroundings::here);
    let person = options.folder.as_deref().map_or_else(Dirs::of_person, |folder| Ok(Dirs::under(folder)))?;
    let settings = jit_host::load(&person.settings(), &person, Settings::from_json);
    let mut problems: Vec<Problem> = settings.problem.into_iter().collect();
    let settings = settings.value.unwrap_or_default();
    if options.demo {
        return demo(settings, surroundings, problems, &options).await;
    }
    let favourites = jit_host::load(&person.favourites(), &person, Favourites::from_json);
    let windows = jit_host::load_windows(&person);
    problems.extend(favourites.problem.into_iter().chain(windows.problem));
    let favourites = favourites.value.unwrap_or_default();
    let cloud = choose_cloud(options.cloud.as_deref(), &settings)?;
    let variables = !options.without_variables;
    let env = |name: &str| surroundings.text(name).filter(|_| variables).map(str::to_owned);
    let variables = SignIn::of_variables(env)?;
    let remembered = jit_host::load_accounts(&person, cloud.arm.as_str());
    problems.extend(remembered.problem);
    let trusted = trusted(&cloud, &settings, &person.settings())?;
    let services = services(&cloud, &settings, trusted.as_deref())?;
    let outside = outside(&surroundings, &settings, trusted, options.pace);
    let skew = outside.skew.clone();
    let secrets = options.secrets.unwrap_or_else(Stored::on_this_computer);
    let ground =
        Ground { keeps: true, ..ground(&cloud, outside, &surroundings, &person, &settings, secrets)? };
    let machines = Machines::new(options.rhythm, options.stays, settings.look_at.clone());
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
        dirs: person,
        favourites: favourites.clone(),
        settings: settings.clone(),
        surroundings,
        _demo: None,
    };
    let windows = windows.value.unwrap_or_default();
    let can_ask = options.can_ask;
    let loaded = Loaded { settings, favourites, signing_in, can_ask, windows, problems, ..Loaded::default() };
    Ok((parts, Loaded { accounts: signed_in, ..loaded }))
}

/// The demo leaves the person's files alone, but opens the clients they set.
async fn demo(
    settings: Settings,
    surroundings: Surroundings,
    problems: Vec<Problem>,
    options: &Options,
) -> Result<(Parts, Loaded), Problem> {
    let demo = Demo::start().await?;
    let cloud = Cloud::from_json(&demo.cloud_json())?;
    let mut clients = Settings { terminal: settings.terminal, ..Settings::default() };
    (clients.ssh.command, clients.rdp.command) = (settings.ssh.command, settings.rdp.command);
    let favourites = demo.favourites();
    // Every demo is a new company: there is nothing to keep.
    let trusted = trusted(&cloud, &clients, &demo.dirs().settings())?;
    let services = services(&cloud, &clients, trusted.as_deref())?;
    let outside = outside(&surroundings, &clients, trusted, options.pace);
    let skew = outside.skew.clone();
    let memory = Arc::<Remembered>::default();
    let ground = ground(&cloud, outside, &surroundings, &demo.dirs(), &clients, memory)?;
    let accounts = Accounts::at_start(
        ground,
        None,
        None,
        Machines::new(options.rhythm, options.stays, LookAt::default()),
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
        dirs: demo.dirs(),
        favourites: favourites.clone(),
        settings: clients.clone(),
        surroundings,
        _demo: Some(demo),
    };
    let (accounts, can_leave) = (signed_in, options.can_leave);
    Ok((parts, Loaded { settings: clients, favourites, accounts, can_leave, problems, ..Loaded::default() }))
}

fn choose_cloud(file: Option<&Path>, settings: &Settings) -> Result<Cloud, Problem> {
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
    settings: &Settings,
    trusted: Option<Vec<u8>>,
    pace: Pace,
) -> jit_azure::Surroundings {
    let outside = jit_azure::Surroundings::new(run_az(surroundings));
    let mut outside =
        outside.trusting(trusted).through(settings.proxy.clone()).looking_at(settings.look_at.clone());
    outside.pace = pace;
    outside
}

fn ground(
    cloud: &Cloud,
    outside: jit_azure::Surroundings,
    surroundings: &Surroundings,
    dirs: &Dirs,
    settings: &Settings,
    secrets: Arc<dyn Secrets>,
) -> Result<Ground, Problem> {
    Ok(Ground {
        entra: Entra::new(cloud, settings.client_id(), &outside)?,
        cloud: cloud.clone(),
        secrets,
        outside,
        surroundings: surroundings.clone(),
        dirs: dirs.clone(),
        browser: settings.browser.clone(),
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
