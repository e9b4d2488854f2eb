//! The calls of a connect, as regular expressions on method and path.

/// Method and path of a posted access request.
pub const INITIATE: &str = r"^POST .*/initiate\?";
/// Method and path of a posted start.
pub const START: &str = r"^POST .*/start\?";
/// Method and path of a look at one machine.
pub const LOOK: &str = r"^GET .*/virtualMachines/[^/?]+\?";
/// Method and path of a look at a machine's state while it starts.
pub const OBSERVE: &str = r"^GET .*/virtualMachines/[^/?]+/instanceView\?";
/// Method and path of a look at one policy, while its request is followed.
pub const POLICY: &str = r"^GET .*/jitNetworkAccessPolicies/[^/?]+\?";
/// Method and path of a look at the operation that starts a machine.
pub const OPERATION: &str = r"^GET .*/operations/";
/// Method and path of a question for the public address.
pub const ADDRESS: &str = r"^GET /_address/";
