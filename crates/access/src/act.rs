//! What needs permission.

use crate::role::Role;

/// Something that needs permission. A capability declares one empty type for each of its verbs.
pub trait Act {
    /// As the audit and the access snapshot name it: `queue.issue-token`.
    const NAME: &'static str;
    /// Who may do it, where they were granted the role.
    const ROLES: &'static [Role];
}

/// Declares one act: `act!(/// Giving out tokens. IssueToken = "queue.issue-token", [RegistrationClerk]);`
#[macro_export]
macro_rules! act {
    ($(#[$doc:meta])* $Name:ident = $name:literal, [$($Role:ident),+ $(,)?]) => {
        $(#[$doc])*
        pub enum $Name {}
        impl $crate::Act for $Name {
            const NAME: &'static str = $name;
            const ROLES: &'static [$crate::Role] = &[$($crate::Role::$Role),+];
        }
    };
}
