//! Who is signed in, as people sign in and out here and in other programs.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{ExitStatus, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use jit_azure::{Entra, NotKept, Secrets};
use jit_core::{Account, AccountId, Cloud, Code, Problem, Stock, WayIn};
use jit_host::{Desktop, Dirs, Surroundings};
use secrecy::SecretString;
use serde_json::json;

use super::{Accounts, Ground, Origin, SignInWish, TellTrouble};
use crate::machines::{Machines, Rhythm};

/// A store that can be locked.
#[derive(Default)]
struct Store {
    locked: AtomicBool,
    /// What happens while it is asked to remove something.
    meanwhile: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    kept: Mutex<HashMap<String, SecretString>>,
}

impl Store {
    fn open(&self) -> Result<std::sync::MutexGuard<'_, HashMap<String, SecretString>>, NotKept> {
        if self.locked.load(Ordering::SeqCst) {
            let problem = Problem::new(Code::NoSecretStore, "The secret store is locked.", "Unlock it.");
            return Err(NotKept { problem });
        }
        Ok(self.kept.lock().unwrap())
    }
}

#[async_trait]
impl Secrets for Store {
    async fn get(&self, key: &str) -> Result<Option<SecretString>, NotKept> {
        Ok(self.open()?.get(key).cloned())
    }

    async fn put(&self, key: &str, secret: &SecretString) -> Result<(), NotKept> {
        self.open()?.insert(key.to_owned(), secret.clone());
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), NotKept> {
        if let Some(happens) = self.meanwhile.lock().unwrap().take() {
            happens();
        }
        self.open()?.remove(key);
        Ok(())
    }
}

/// A computer with Azure CLI, and a cloud that nothing reaches.
struct Computer {
    folder: tempfile::TempDir,
    store: Arc<Store>,
}

impl Computer {
    fn new() -> Self {
        crate::install_tls();
        Self { folder: tempfile::tempdir().unwrap(), store: Arc::default() }
    }

    fn dirs(&self) -> Dirs {
        Dirs::under(self.folder.path())
    }

    fn cloud() -> Cloud {
        Cloud::built_in("public").unwrap()
    }

    /// Somebody signs in to Azure CLI, or out of it.
    fn az(&self, user: Option<&str>) {
        let subscription = |user| json!({ "tenantId": "t1", "isDefault": true, "user": { "name": user } });
        let subscriptions: Vec<_> = user.map(subscription).into_iter().collect();
        let text = json!({ "subscriptions": subscriptions }).to_string();
        fs::write(self.folder.path().join("azureProfile.json"), text).unwrap();
    }

    fn start(&self) -> Arc<Accounts> {
        let (cloud, profile) = (Self::cloud(), self.folder.path().to_str().unwrap());
        let surroundings =
            Surroundings::told(Desktop::Linux, &[("AZURE_CONFIG_DIR", profile)], &[("az", "/usr/bin/az")]);
        let told = self.folder.path().join("azureProfile.json");
        let outside = jit_azure::Surroundings::new(Arc::new(move |_, _| {
            let output = token(&told);
            Box::pin(async move { Ok(output) })
        }));
        let ground = Ground {
            entra: Entra::new(&cloud, "client", &outside).unwrap(),
            cloud,
            secrets: self.store.clone(),
            outside,
            surroundings,
            dirs: self.dirs(),
            settings: Arc::default(),
            keeps: true,
        };
        let remembered = jit_host::load_accounts(&self.dirs(), Self::cloud().arm.as_str()).value;
        let machines = Machines::new(Rhythm::default(), false, Arc::default());
        Accounts::at_start(ground, None, remembered, machines).unwrap()
    }

    /// Another program writes who is signed in.
    fn write(&self, accounts: &[Account]) {
        let now = Timestamp::now();
        jit_host::save_accounts(accounts, &self.dirs(), Self::cloud().arm.as_str(), now).unwrap();
    }

    /// How many files there are.
    fn files(&self) -> usize {
        fn below(folder: &Path) -> usize {
            let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { below(&path) } else { 1 }).sum()
        }
        below(self.folder.path())
    }

    fn written(&self) -> Option<Vec<String>> {
        let loaded = jit_host::load_accounts(&self.dirs(), Self::cloud().arm.as_str());
        loaded.value.map(|accounts| accounts.into_iter().map(|account| account.name).collect())
    }
}

/// What `az` answers: a token where somebody is signed in.
fn token(profile: &Path) -> Output {
    let signed_in = fs::read_to_string(profile).is_ok_and(|text| text.contains("isDefault"));
    let (stdout, stderr) = if signed_in {
        let token = json!({
            "accessToken": "x", "expiresOn": "2099-01-01 00:00:00.000000", "expires_on": 4_070_908_800_u64,
            "tenant": "t1", "tokenType": "Bearer",
        });
        (token.to_string(), String::new())
    } else {
        (String::new(), "ERROR: Please run 'az login' to setup account.".to_owned())
    };
    let status = ExitStatus::default();
    Output { status, stdout: stdout.into_bytes(), stderr: stderr.into_bytes() }
}

fn person(name: &str) -> Account {
    Account {
        id: AccountId(format!("{name}.t1")),
        way: WayIn::Browser,
        name: format!("{name}@contoso.com"),
        tenant: Some("t1".to_owned()),
    }
}

fn names(accounts: &Accounts) -> Vec<String> {
    accounts.listed().borrow().iter().map(|account| account.name.clone()).collect()
}

fn silent() -> TellTrouble {
    Arc::new(|_| {})
}

fn by_az(instead_of_az: bool) -> SignInWish {
    SignInWish { way: WayIn::AzureCli, account: None, tenant: None, challenge: None, instead_of_az }
}

#[tokio::test]
async fn what_another_program_writes_is_taken_over() {
    let computer = Computer::new();
    let accounts = computer.start();
    assert_eq!(names(&accounts), Vec::<String>::new());
    computer.write(&[person("barbara"), person("ben")]);
    accounts.look_again().await;
    assert_eq!(names(&accounts), ["barbara@contoso.com", "ben@contoso.com"]);
    let ben = accounts.of(Some(&person("ben").id)).unwrap();
    computer.write(&[person("ben")]);
    accounts.look_again().await;
    assert_eq!(names(&accounts), ["ben@contoso.com"]);
    let still = accounts.of(None).unwrap();
    assert!(Arc::ptr_eq(&still.person.unwrap(), &ben.person.unwrap()), "who stays keeps their tokens");
    let gone = accounts.of(Some(&person("barbara").id)).unwrap_err();
    assert_eq!(gone.code, Code::NotSignedIn);
}

#[tokio::test]
async fn azure_cli_is_followed_as_long_as_nobody_chose() {
    let computer = Computer::new();
    computer.az(Some("barbara@contoso.com"));
    let accounts = computer.start();
    assert_eq!((names(&accounts), computer.written()), (vec!["barbara@contoso.com".to_owned()], None));
    computer.az(Some("ben@contoso.com"));
    accounts.look_again().await;
    assert_eq!(names(&accounts), ["ben@contoso.com"]);
    computer.az(None);
    accounts.look_again().await;
    assert_eq!(names(&accounts), Vec::<String>::new());
    assert_eq!(accounts.state().borrow().azure_cli, None);
    computer.az(Some("barbara@contoso.com"));
    accounts.look_again().await;
    assert_eq!(names(&accounts), ["barbara@contoso.com"]);
    accounts.sign_out(&AccountId("barbara@contoso.com".to_owned())).await.unwrap();
    accounts.look_again().await;
    assert_eq!(
        (names(&accounts), computer.written()),
        (Vec::new(), Some(Vec::new())),
        "signed out on purpose"
    );
    assert_eq!(
        accounts.state().borrow().azure_cli.as_deref(),
        Some("barbara@contoso.com"),
        "it is still offered"
    );
    assert_eq!(names(&computer.start()), Vec::<String>::new());
}

#[tokio::test]
async fn azure_cli_is_taken_only_when_it_gives_a_token() {
    let computer = Computer::new();
    let accounts = computer.start();
    let refused = accounts.sign_in(by_az(false), &|_| {}, &silent()).await.unwrap_err();
    assert_eq!((refused.code, computer.written()), (Code::NotSignedIn, None));
    computer.az(Some("barbara@contoso.com"));
    accounts.sign_in(by_az(false), &|_| {}, &silent()).await.unwrap();
    assert_eq!(computer.written(), Some(vec!["barbara@contoso.com".to_owned()]));
    // What is shown for another tenant does not set it to that one.
    let account = Some(AccountId("barbara@contoso.com".to_owned()));
    let more = SignInWish { account, tenant: Some("t2".to_owned()), ..by_az(false) };
    let signed_in = accounts.sign_in(more, &|_| {}, &silent()).await.unwrap();
    assert_eq!(signed_in.account.tenant, None);
    // It is another person's by now, and it has one sign-in at a time.
    computer.az(Some("ben@contoso.com"));
    accounts.sign_in(by_az(false), &|_| {}, &silent()).await.unwrap();
    assert_eq!(computer.written(), Some(vec!["ben@contoso.com".to_owned()]));
    assert_eq!(names(&computer.start()), ["ben@contoso.com"]);
    computer.az(Some("eve@contoso.com"));
    let later = computer.start();
    assert_eq!(names(&later), ["eve@contoso.com"], "whoever az is signed in as now");
    computer.az(Some("ben@contoso.com"));
    later.look_again().await;
    assert_eq!(names(&later), ["ben@contoso.com"]);
}

#[tokio::test]
async fn nobody_is_signed_out_while_their_sign_in_may_still_be_kept() {
    let computer = Computer::new();
    computer.write(&[person("barbara")]);
    let accounts = computer.start();
    computer.store.locked.store(true, Ordering::SeqCst);
    let refused = accounts.sign_out(&person("barbara").id).await.unwrap_err();
    assert_eq!(
        (refused.code, refused.message.as_str()),
        (Code::NoSecretStore, "barbara@contoso.com is still signed in. The secret store is locked.")
    );
    assert_eq!((names(&accounts).len(), computer.written().map(|names| names.len())), (1, Some(1)));
    computer.store.locked.store(false, Ordering::SeqCst);
    accounts.sign_out(&person("barbara").id).await.unwrap();
    assert_eq!((names(&accounts).len(), computer.written()), (0, Some(Vec::new())));
    let twice = accounts.sign_out(&person("barbara").id).await.unwrap_err();
    assert_eq!(twice.code, Code::NotSignedIn);
}

#[tokio::test]
async fn who_signs_in_elsewhere_while_somebody_signs_out_here_stays_signed_in() {
    let computer = Computer::new();
    computer.write(&[person("barbara")]);
    let accounts = computer.start();
    let (dirs, both) = (computer.dirs(), [person("barbara"), person("ben")]);
    let signs_in = move || {
        jit_host::save_accounts(&both, &dirs, Computer::cloud().arm.as_str(), Timestamp::now()).unwrap();
    };
    *computer.store.meanwhile.lock().unwrap() = Some(Box::new(signs_in));
    accounts.sign_out(&person("barbara").id).await.unwrap();
    assert_eq!(computer.written(), Some(vec!["ben@contoso.com".to_owned()]));
    assert_eq!(names(&accounts), ["ben@contoso.com"]);
}

#[tokio::test]
async fn the_machines_of_who_signed_out_elsewhere_are_not_kept_again() {
    let computer = Computer::new();
    computer.write(&[person("barbara"), person("ben")]);
    let accounts = computer.start();
    let keep = |who: &str| accounts.of(Some(&person(who).id)).unwrap().keep.unwrap();
    let (barbara, ben) = (keep("barbara"), keep("ben"));
    ben.write(&Stock::default()).unwrap();
    let with_ben = computer.files();
    computer.write(&[person("ben")]);
    barbara.write(&Stock::default()).unwrap();
    assert_eq!(computer.files(), with_ben + 1, "read before it was noticed");
    accounts.look_again().await;
    barbara.write(&Stock::default()).unwrap();
    assert_eq!(computer.files(), with_ben);
}

#[tokio::test]
async fn a_sign_in_that_is_written_down_stays_so_when_its_renewal_is_not_kept() {
    let computer = Computer::new();
    computer.write(&[person("barbara")]);
    let accounts = computer.start();
    let origin = |who: &str, kept| accounts.origin_of(&person(who).id, kept);
    assert_eq!((origin("ben", false), origin("ben", true)), (Origin::Unrecorded, Origin::Recorded));
    assert_eq!(origin("barbara", false), Origin::Recorded, "the store holds the one before");
}

#[tokio::test]
async fn a_machine_of_azure_cli_is_reached_by_the_same_person_who_signed_in_here() {
    let computer = Computer::new();
    computer.write(&[person("ben"), person("barbara")]);
    let accounts = computer.start();
    let named = AccountId("Barbara@contoso.com".to_owned());
    assert_eq!(accounts.of(Some(&named)).unwrap().account, person("barbara"));
    assert_eq!(accounts.of(None).unwrap().account, person("ben"), "the first reaches what names nobody");
}
