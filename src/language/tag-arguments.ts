import type { Code, TagEmitter } from '../render/tag-code.ts'
import type { Binding, Expression } from '../template/ast.ts'
import type { TagParser } from '../template/tag-syntax.ts'

/** A parameter of a custom tag; one with a default may be left out. */
export type Parameter = string | { readonly name: string; readonly default: unknown }

/** What a custom tag can be given. */
export interface Signature {
  /** By position or by name. */
  readonly parameters?: readonly Parameter[]
  /** By name only. */
  readonly named?: readonly Parameter[]
  /** Collects further values into a list of this name. */
  readonly rest?: string
  /** Collects further named values into an object of this name. */
  readonly namedRest?: string
}

/** The values that the tag's function gets, by parameter. */
export type ArgumentValues = Readonly<Record<string, unknown>>

/** What a tag in a template was given, checked against its signature. */
export interface GivenArguments {
  readonly signature: Signature
  readonly positional: readonly Expression[]
  readonly keywords: readonly Binding[]
  /** All of them, in the order written. */
  readonly expressions: readonly Expression[]
  readonly as: string | null
}

/** Reads `a b c=d as name`; throws where it doesn't fit the signature. */
export function parseArguments(parser: TagParser, signature: Signature, { as }: { readonly as: boolean }): GivenArguments {
  const [{ text: tag }, ...all] = parser.words
  const named = as && all.length >= 2 && all.at(-2)?.text === 'as'
  const { parameters = [], named: onlyNamed = [], rest, namedRest } = signature
  const known = new Set([...parameters, ...onlyNamed].map(nameOf))
  const positional: Expression[] = []
  const keywords: Binding[] = []
  for (const word of named ? all.slice(0, -2) : all) {
    const [keyword] = parser.keywords([word]).bindings
    if (keyword) {
      if (!known.has(keyword.name) && namedRest === undefined) {
        throw parser.error(
          `'${tag}' received unexpected keyword argument '${keyword.name}'`,
          word.span,
          `It takes: ${[...known].join(', ') || 'nothing'}.`,
        )
      }
      if (
        keywords.some((other) => other.name === keyword.name) ||
        parameters.slice(0, positional.length).some((other) => nameOf(other) === keyword.name)
      ) {
        throw parser.error(`'${tag}' received multiple values for keyword argument '${keyword.name}'`, word.span)
      }
      keywords.push(keyword)
    } else if (keywords.length > 0) {
      throw parser.error(`'${tag}' received some positional argument(s) after some keyword argument(s)`, word.span)
    } else {
      positional.push(parser.expression(word))
      if (positional.length > parameters.length && rest === undefined) {
        throw parser.error(`'${tag}' received too many positional arguments`, word.span)
      }
    }
  }
  const missing = [...parameters.slice(positional.length), ...onlyNamed].filter(
    (parameter) => typeof parameter === 'string' && !keywords.some((keyword) => keyword.name === parameter),
  )
  if (missing.length > 0) {
    const names = missing.map((parameter) => `'${nameOf(parameter)}'`).join(', ')
    throw parser.error(`'${tag}' did not receive value(s) for the argument(s): ${names}`)
  }
  const expressions = [...positional, ...keywords.map((keyword) => keyword.value)]
  return { signature, positional, keywords, expressions, as: named ? parser.bind(all.at(-1)?.text ?? '') : null }
}

/** Code of the object that the tag's function gets. */
export function argumentValues({ signature, positional, keywords }: GivenArguments, emitter: TagEmitter): Code {
  const values = emitter.list(positional.map((expression) => emitter.value(expression)))
  const named = emitter.record(keywords.map(({ name, value }) => ({ name, value: emitter.value(value) })))
  const bind = (given: readonly unknown[], byName: Record<string, unknown>): ArgumentValues => bindValues(signature, given, byName)
  return emitter.call(bind, values, named)
}

function bindValues(
  { parameters = [], named = [], rest, namedRest }: Signature,
  given: readonly unknown[],
  byName: Record<string, unknown>,
): ArgumentValues {
  const values: Record<string, unknown> = {}
  parameters.forEach((parameter, i) => {
    values[nameOf(parameter)] = i < given.length ? given[i] : namedValue(parameter, byName)
  })
  for (const parameter of named) values[nameOf(parameter)] = namedValue(parameter, byName)
  if (rest !== undefined) values[rest] = given.slice(parameters.length)
  if (namedRest !== undefined) {
    const known = new Set([...parameters, ...named].map(nameOf))
    values[namedRest] = Object.fromEntries(Object.entries(byName).filter(([name]) => !known.has(name)))
  }
  return values
}

function namedValue(parameter: Parameter, byName: Record<string, unknown>): unknown {
  const name = nameOf(parameter)
  if (Object.hasOwn(byName, name)) return byName[name]
  return typeof parameter === 'string' ? undefined : parameter.default
}

function nameOf(parameter: Parameter): string {
  return typeof parameter === 'string' ? parameter : parameter.name
}
