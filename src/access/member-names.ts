import type { MemberExpression } from 'acorn'
import type { Value } from './value.ts'

/** The texts that a value can be, where the code says all of them. */
export function textsOf(value: Value): readonly string[] | undefined {
  return value.kind === 'scalar' ? value.oneOf : undefined
}

/** The name after the point, or of a literal in brackets; `@@iterator` for a symbol of the language, `#name` for a private one. */
export function propertyName({ property, computed }: Pick<MemberExpression, 'property' | 'computed'>): string | undefined {
  if (property.type === 'PrivateIdentifier') return `#${property.name}`
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  if (property.type === 'Literal') return String(property.value)
  if (property.type !== 'MemberExpression' || property.computed || property.object.type !== 'Identifier') return undefined
  return property.object.name === 'Symbol' && property.property.type === 'Identifier' ? `@@${property.property.name}` : undefined
}

/** Text that the code itself says, of which it is one. */
export function texts(oneOf: readonly string[]): Value {
  return { kind: 'scalar', oneOf }
}

/** The most texts that are followed one by one. */
const mostTexts = 32

/** The items of a list that is nothing but texts. */
export function listedTexts(values: readonly (Value | null)[]): readonly string[] | undefined {
  const all = values.map((value) => (value ? textsOf(value) : undefined))
  const known = all.flatMap((one) => one ?? [])
  return all.length > 0 && known.length <= mostTexts && all.every((one) => one !== undefined) ? known : undefined
}
