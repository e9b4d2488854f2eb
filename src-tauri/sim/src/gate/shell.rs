//! A small shell: knows which machine it is on, and little else.

use std::time::Instant;

const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const BACKSPACE: u8 = 8;
const DELETE: u8 = 127;

pub(super) struct Shell {
    machine: String,
    user: String,
    /// Typed text is echoed and lines end as terminals want them.
    terminal: bool,
    started: Instant,
    line: Vec<u8>,
    status: u32,
}

pub(super) struct Done {
    pub(super) output: String,
    pub(super) status: u32,
    leave: bool,
}

pub(super) struct Typed {
    pub(super) output: String,
    pub(super) exit: Option<u32>,
}

impl Shell {
    pub(super) fn new(machine: &str, user: &str, terminal: bool, started: Instant) -> Self {
        Self { machine: machine.into(), user: user.into(), terminal, started, line: Vec::new(), status: 0 }
    }

    pub(super) fn greeting(&self) -> String {
        if !self.terminal {
            return String::new();
        }
        let text = format!(
            "Welcome to {}, a simulated machine of a simulated Azure.\nType `help` for what it can do, `exit` to leave.\n\n",
            self.machine
        );
        self.lines(&text) + &self.prompt()
    }

    /// Takes what was typed or piped in.
    pub(super) fn type_in(&mut self, bytes: &[u8]) -> Typed {
        let mut output = String::new();
        for &byte in bytes {
            match byte {
                b'\r' | b'\n' => {
                    if self.terminal {
                        output.push_str("\r\n");
                    }
                    let line = String::from_utf8_lossy(&std::mem::take(&mut self.line)).into_owned();
                    let done = self.run(&line);
                    output.push_str(&done.output);
                    self.status = done.status;
                    if done.leave {
                        return Typed { output, exit: Some(done.status) };
                    }
                    output.push_str(&self.prompt());
                }
                CTRL_D if self.line.is_empty() && self.terminal => {
                    output.push_str("logout\r\n");
                    return Typed { output, exit: Some(self.status) };
                }
                CTRL_C if self.terminal => {
                    self.line.clear();
                    output.push_str("^C\r\n");
                    output.push_str(&self.prompt());
                }
                BACKSPACE | DELETE if self.terminal => {
                    if self.line.pop().is_some() {
                        output.push_str("\u{8} \u{8}");
                    }
                }
                // Escape sequences and other controls have no meaning here.
                0..=31 => {}
                byte => {
                    self.line.push(byte);
                    if self.terminal && byte.is_ascii() {
                        output.push(char::from(byte));
                    }
                }
            }
        }
        Typed { output, exit: None }
    }

    /// Runs a line; `;` and `&&` join commands.
    pub(super) fn run(&self, line: &str) -> Done {
        let mut done = Done { output: String::new(), status: self.status, leave: false };
        for chain in line.split(';') {
            for command in chain.split("&&") {
                let words: Vec<&str> = command.split_whitespace().collect();
                let Some((name, arguments)) = words.split_first() else { continue };
                let (text, status) = self.command(name, arguments);
                done.output.push_str(&self.lines(&text));
                done.status = status;
                if matches!(*name, "exit" | "logout") {
                    done.leave = true;
                    return done;
                }
                if status != 0 {
                    break;
                }
            }
        }
        done
    }

    fn command(&self, name: &str, arguments: &[&str]) -> (String, u32) {
        let text = match name {
            "hostname" => format!("{}\n", self.machine),
            "whoami" => format!("{}\n", self.user),
            "uptime" => {
                let seconds = self.started.elapsed().as_secs();
                format!("up {}:{:02}:{:02}, 1 user\n", seconds / 3600, seconds / 60 % 60, seconds % 60)
            }
            "uname" => format!("azure-sim {}\n", self.machine),
            "echo" => format!("{}\n", arguments.join(" ")),
            "true" => String::new(),
            "false" => return (String::new(), 1),
            "help" => "hostname  whoami  uptime  uname  echo  true  false  help  exit\n".into(),
            "exit" | "logout" => {
                let status = arguments.first().and_then(|status| status.parse().ok());
                return (String::new(), status.unwrap_or(0));
            }
            _ => return (format!("{name}: command not found; try `help`\n"), 127),
        };
        (text, 0)
    }

    fn prompt(&self) -> String {
        if self.terminal { format!("{}@{}:~$ ", self.user, self.machine) } else { String::new() }
    }

    fn lines(&self, text: &str) -> String {
        if self.terminal { text.replace('\n', "\r\n") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(terminal: bool) -> Shell {
        Shell::new("web-01", "alex", terminal, Instant::now())
    }

    #[test]
    fn commands_answer_and_unknown_ones_fail() {
        let run = |line: &str| {
            let done = shell(false).run(line);
            (done.output, done.status, done.leave)
        };
        assert_eq!(run("hostname"), ("web-01\n".into(), 0, false));
        assert_eq!(run("whoami && echo a  b; hostname"), ("alex\na b\nweb-01\n".into(), 0, false));
        assert_eq!(run("false && hostname"), (String::new(), 1, false));
        assert_eq!(run("exit 3; hostname"), (String::new(), 3, true));
        assert_eq!(run("rm -rf /"), ("rm: command not found; try `help`\n".into(), 127, false));
        assert_eq!(run("  "), (String::new(), 0, false));
    }

    #[test]
    fn a_terminal_echoes_edits_and_prompts() {
        let mut shell = shell(true);
        assert!(shell.greeting().ends_with("leave.\r\n\r\nalex@web-01:~$ "));
        let typed = shell.type_in(b"hostx\x7fname\r");
        assert_eq!(typed.output, "hostx\u{8} \u{8}name\r\nweb-01\r\nalex@web-01:~$ ");
        assert_eq!(shell.type_in(b"exit\r").exit, Some(0));
    }

    #[test]
    fn a_pipe_gets_the_output_alone() {
        let mut shell = shell(false);
        assert_eq!(shell.greeting(), "");
        assert_eq!(shell.type_in(b"hostname\nwho").output, "web-01\n");
        let typed = shell.type_in(b"ami\nexit 7\n");
        assert_eq!((typed.output.as_str(), typed.exit), ("alex\n", Some(7)));
    }
}
