// The FHIR API as one partner sees it. Bodies go and come as texts, so that decimals stay as written.

const JSON_TYPE = "application/fhir+json";

export class Api {
  constructor(base, key) {
    this.base = base;
    this.key = key;
  }

  /** Status, headers, text, and the text read as JSON where it is JSON. */
  async ask(method, address, body, headers = {}) {
    const url = address.startsWith("http") ? address : `${this.base}/${address}`;
    const sent = { Authorization: `Bearer ${this.key}`, Accept: JSON_TYPE, ...headers };
    if (body !== undefined) sent["Content-Type"] ??= JSON_TYPE;
    const text = typeof body === "object" ? JSON.stringify(body) : body;
    const answer = await fetch(url, { method, headers: sent, body: text });
    const answered = await answer.text();
    return { status: answer.status, headers: answer.headers, text: answered, json: read(answered) };
  }

  get(address, headers) {
    return this.ask("GET", address, undefined, headers);
  }

  put(address, body, headers) {
    return this.ask("PUT", address, body, headers);
  }

  post(address, body, headers) {
    return this.ask("POST", address, body, headers);
  }

  /** Every match of a search, page by page; refuses an answer that is no page. */
  async all(address) {
    const found = [];
    for (let next = address; next; ) {
      const page = await this.get(next);
      if (page.status !== 200) return { status: page.status, why: diagnostics(page), found };
      const entries = page.json.entry ?? [];
      found.push(...entries.filter((entry) => entry.search?.mode !== "outcome").map((entry) => entry.resource));
      next = page.json.link?.find((link) => link.relation === "next")?.url;
    }
    return { status: 200, found };
  }
}

/** What an OperationOutcome says. */
export function diagnostics(answer) {
  const issues = answer.json?.issue ?? [];
  const words = issues.map((issue) => `${issue.expression ?? ""} ${issue.diagnostics ?? issue.details?.text ?? ""}`.trim());
  return words.join("; ") || answer.text.slice(0, 200);
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
