/** Whether a page of these templates may come to a template or partial within itself, as its includes, parents and custom tags say. */
export function mayIncludeItself(page: string, templates: Readonly<Record<string, string>>): boolean {
  const leads = new Map(Object.entries({ ...templates, '': page }).map(([name, text]) => [name, namesIn(text, name)]))
  return [...leads.keys()].some((name) => reaches(leads, name, name))
}

function reaches(leads: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>()
  const queue = [from]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const next of leads.get(at) ?? []) {
      if (next === to) return true
      if (!seen.has(next)) queue.push(next)
      seen.add(next)
    }
  }
  return false
}

function namesIn(text: string, own: string): ReadonlySet<string> {
  const names = new Set(Array.from(text.matchAll(/"(?:\.\/)?(\w+)(?:#\w+)?"/g), ([, name = '']) => name))
  if (text.includes('{% again')) names.add('self')
  if (text.includes('{% insert')) names.add('row')
  for (const [, name = '', body = ''] of text.matchAll(/\{% partialdef (\w+)([^]*?)\{% endpartialdef/g)) {
    if (body.includes(`{% partial ${name}`)) names.add(own)
  }
  return names
}
