/** What somebody may have meant who wrote `rest` after `before` in an expression: other languages have calls, indexes and sums there. */
export function remainderHint(before: string, rest: string): string | undefined {
  const argument = /\|\s*([\p{L}\p{N}_]+):([\p{L}\p{N}_.]+)$/u.exec(before)
  if (argument && /^[^\s|"'([=!<>]/.test(rest)) {
    const [, filter, start] = argument
    return `Quote an argument that is text: ${filter}:"${start}${/^[^\s|]*/.exec(rest)?.[0]}".`
  }
  const trimmed = rest.trimStart()
  if (before === '') return startHint(trimmed)
  if (trimmed === '|') return 'Write the name of a filter behind |.'
  if (/^:\s/.test(trimmed))
    return `The argument follows the colon at once: ${/\|([\p{L}\p{N}_]+)$/u.exec(before)?.[1] ?? ''}:${trimmed.slice(1).trimStart()}`
  if (trimmed.startsWith('(')) return `Methods are called without brackets: write ${before}, and pass arguments in the view.`
  if (trimmed.startsWith('[')) return `Write an index or a key after a dot, as in ${before}.0 or ${before}.name.`
  if (/^[-+*/%]/.test(trimmed)) return `Arithmetic has a tag: {% expr ${before}${rest} %}`
  if (trimmed.startsWith('?.'))
    return `Templates read through null by themselves: write a plain dot, as in ${before}.${/^\?\.(\w*)/.exec(trimmed)?.[1] || 'name'}.`
  if (/^(?:\|\||\?\?)/.test(trimmed))
    return `Another value for a missing one is a filter: ${before}|default:${/^\S\S\s*(\S+)/.exec(trimmed)?.[1] ?? '"…"'}.`
  if (trimmed.startsWith(':') && /\|\w+:\S+$/.test(before)) return 'A filter takes one argument.'
  if (/^(?:\?|==|!=|[<>]|&&|\|\|)/.test(trimmed)) return 'Conditions stand in {% if %}: a value is one path with filters.'
  return /^\s+[\p{L}\p{N}_]/u.test(rest) ? 'A value is one path with filters: write | before each filter.' : undefined
}

/** For what can't begin a value. */
function startHint(text: string): string | undefined {
  const first = text.charAt(0)
  if ((first === '"' || first === "'") && !text.slice(1).includes(first)) return `The quote is not closed: ${text}${first}`
  if (first === '(') return 'Conditions have no parentheses: `and` binds stronger than `or`, and {% if %} can stand in {% if %}.'
  return /^!./.test(text) ? `Write not ${text.slice(1)}.` : undefined
}
