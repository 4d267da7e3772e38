/** Whether a page's Content-Security-Policy lets djust's own script run and listen. */
export interface ScriptPermission {
  /** What the policy would have to say besides; empty where the script may run. */
  readonly lacks: readonly string[]
  /** The nonce that scripts of this page carry. */
  readonly nonce: string | null
}

/** Reads the values of the header, all of which hold. Places other than 'self', '*' and schemes are not looked at. */
export function scriptPermission(policies: readonly string[]): ScriptPermission {
  const lacks = new Set<string>()
  let nonce: string | null = null
  for (const policy of policies.flatMap((header) => header.split(','))) {
    const directives = directivesOf(policy)
    const scripts = directives.get('script-src-elem') ?? directives.get('script-src') ?? directives.get('default-src')
    const given = scripts?.map((source) => /^'nonce-(.+)'$/.exec(source)?.[1]).find((one) => one !== undefined)
    if (given !== undefined) nonce = given
    else if (scripts && (scripts.includes("'strict-dynamic'") || !allowsOwn(scripts))) lacks.add("script-src 'self'")
    const connections = directives.get('connect-src') ?? directives.get('default-src')
    if (connections && !allowsOwn(connections)) lacks.add("connect-src 'self'")
  }
  return { lacks: [...lacks], nonce }
}

/** The first of two directives of one name counts. */
function directivesOf(policy: string): ReadonlyMap<string, readonly string[]> {
  const directives = new Map<string, readonly string[]>()
  for (const part of policy.split(';')) {
    const [name, ...sources] = part.trim().split(/\s+/)
    const key = name!.toLowerCase()
    if (!directives.has(key)) directives.set(key, sources)
  }
  return directives
}

function allowsOwn(sources: readonly string[]): boolean {
  return sources.some((source) => /^(?:'self'|\*|https?:)$/i.test(source))
}
