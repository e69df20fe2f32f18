//! Lists of the made-up city that more than one command needs.

/// Everybody who works in the demo city, with what they are granted.
pub(crate) const USERS: &str = include_str!("../../../fixtures/users.csv");
/// The rooms of its units, with who sits there.
pub(crate) const ROOMS: &str = include_str!("../../../fixtures/rooms.csv");
/// The map of its wards.
pub(crate) const WARDS: &str = include_str!("../../../fixtures/wards.geojson");
/// The localities that its people name.
pub(crate) const LOCALITIES: &str = include_str!("../../../fixtures/localities.tsv");
