// Signing out clears a browser. Where a page keeps what the city has not been told of, or what a
// counter needs with the network down, a cookie without any content asks for leaving that alone;
// `crates/web/src/signin/door.rs` looks for it.

const PREFIX = "nabz-keeps-";
const YEAR_SECONDS = 31_536_000;

/** Says whether a page keeps something in this browser. */
export function markKept(page: string, isKept: boolean): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const seconds = isKept ? YEAR_SECONDS : 0;
  document.cookie = `${PREFIX}${page}=yes; Path=/; Max-Age=${seconds}; SameSite=Strict${secure}`;
}
