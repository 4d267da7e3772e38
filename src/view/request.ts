/** A request as views see it, whatever framework received it. */
export interface Request<Raw = unknown> {
  readonly method: string
  /** Path and query string, as received. */
  readonly url: string
  /** Named parts of the route. */
  readonly params: Readonly<Record<string, string>>
  /** The first value of each name in the query string; all of them are in `url`. */
  readonly query: Readonly<Record<string, string>>
  /** The first value of each field of a form body; empty where no body parser ran. */
  readonly form: Readonly<Record<string, string>>
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The session of the framework's session middleware; null without one. */
  readonly session: Record<string, unknown> | null
  /** The framework's own request. */
  readonly raw: Raw
}
