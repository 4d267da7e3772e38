import { DjustError, type SourceSpan } from '../error.ts'
import type { TagRuntime } from '../render/runtime.ts'
import type { Code, TagEmitter } from '../render/tag-code.ts'
import type { RenderSettings } from '../render/settings.ts'
import type { Node } from '../template/ast.ts'
import { escapeHtml } from '../value/escape.ts'
import { toTextOrSafe } from '../value/to-text.ts'
import { SafeString } from '../value/safe-string.ts'
import { type GivenArguments, parseArguments, type Signature, argumentValues, type ArgumentValues } from './tag-arguments.ts'
import { defineTag, type TagDefinition } from './tag-definition.ts'
import type { Flow } from '../access/flow.ts'

/** What the function of a custom tag may know of the page. */
export interface TagContext {
  readonly settings: RenderSettings
  readonly autoescape: boolean
  /** A variable in scope, null where it is missing; the tag's `reads` must name it. */
  get(name: string): unknown
}

interface CustomTag extends Signature {
  readonly name: string
  /** The variables, besides its arguments, that it reads through `context.get`; they are loaded whole. */
  readonly reads?: readonly string[]
  /** What it reads of its arguments; without it, everything. */
  readonly flow?: (args: GivenArguments, flow: Flow) => void
}

export interface SimpleTagOptions extends CustomTag {
  /** Returns what is printed (escaped, if it is no SafeString), or set with `as name`. */
  run(args: ArgumentValues, context: TagContext): unknown
}

export interface BlockTagOptions extends CustomTag {
  /** Default `end` and the tag's name. */
  readonly endName?: string
  run(content: SafeString, args: ArgumentValues, context: TagContext): unknown
}

export interface InclusionTagOptions extends CustomTag {
  /** The template that is rendered, or several of which the first that exists is. */
  readonly template: string | readonly string[]
  /** Returns the variables of that template. */
  run(args: ArgumentValues, context: TagContext): object | Promise<object>
}

/**
 * A tag that is a function of its arguments: `{% greet user greeting="Hello" as text %}`. The function may return a promise
 * where the page is rendered with `renderAsync`.
 */
export function simpleTag(options: SimpleTagOptions): TagDefinition {
  return defineTag<GivenArguments>({
    name: options.name,
    contextNames: options.reads ?? [],
    parse: (parser) => parseArguments(parser, options, { as: true }),
    flow: (args, flow) => declareFlow(options, args, flow),
    emit(args, emitter) {
      const run = (values: ArgumentValues, context: TagContext): unknown => options.run(values, context)
      finish(args, emitter.call(run, argumentValues(args, emitter), contextCode(options, emitter)), emitter)
    },
  })
}

/** A tag around other nodes, whose function gets what they render: `{% card title="x" %}…{% endcard %}`. */
export function blockTag(options: BlockTagOptions): TagDefinition {
  return defineTag<{ readonly args: GivenArguments; readonly body: readonly Node[] }>({
    name: options.name,
    contextNames: options.reads ?? [],
    parse(parser) {
      const args = parseArguments(parser, options, { as: true })
      return { args, body: parser.body(options.endName ?? `end${options.name}`).nodes }
    },
    flow({ args, body }, flow) {
      flow.visit(body)
      declareFlow(options, args, flow)
    },
    emit({ args, body }, emitter) {
      const content = emitter.capture(() => emitter.nodes(body))
      const run = (text: string, values: ArgumentValues, context: TagContext, runtime: TagRuntime): unknown => {
        const of = (all: string): unknown => options.run(new SafeString(all), values, context)
        return runtime.completed(text)?.then(of) ?? of(text)
      }
      finish(args, emitter.call(run, content, argumentValues(args, emitter), contextCode(options, emitter), emitter.runtime), emitter)
    },
  })
}

/** A tag that prints a template of its own with the variables its function returns. */
export function inclusionTag(options: InclusionTagOptions): TagDefinition {
  return defineTag<GivenArguments>({
    name: options.name,
    contextNames: [...(options.reads ?? []), 'csrf_token'],
    parse: (parser) => parseArguments(parser, options, { as: false }),
    flow: (args, flow) => declareFlow(options, args, flow),
    emit(args, emitter) {
      const { autoescape } = emitter
      const render = (values: ArgumentValues, context: TagContext, token: unknown, runtime: TagRuntime, place: SourceSpan): string => {
        const print = (variables: object): string =>
          runtime.renderTemplate(options.template, token === null ? variables : { ...variables, csrf_token: token }, autoescape)
        const variables = options.run(values, context)
        return isPromise(variables) ? runtime.defer(Promise.resolve(variables).then(print), place) : print(variables)
      }
      const values = argumentValues(args, emitter)
      const token = emitter.variable('csrf_token')
      emitter.raw(emitter.call(render, values, contextCode(options, emitter), token, emitter.runtime, emitter.place))
    },
  })
}

function declareFlow({ flow: declared, reads = [] }: CustomTag, args: GivenArguments, flow: Flow): void {
  if (declared) declared(args, flow)
  else for (const expression of args.expressions) flow.whole(flow.evaluate(expression))
  for (const name of reads) flow.whole(flow.lookup(name))
  if (args.as !== null) flow.bind(args.as, { kind: 'scalar' })
}

function contextCode({ name: tag, reads = [] }: CustomTag, emitter: TagEmitter): Code {
  const variables = emitter.record(reads.map((name) => ({ name, value: emitter.variable(name) })))
  return emitter.call(makeContext, emitter.runtime, emitter.literal(emitter.autoescape), variables, emitter.literal(tag))
}

function makeContext({ settings }: TagRuntime, autoescape: boolean, variables: object, tag: string): TagContext {
  return {
    settings,
    autoescape,
    get(name) {
      if (name in variables) return Reflect.get(variables, name)
      throw new DjustError('render/undeclared-read', `{% ${tag} %} reads the variable ${name} without saying so`, {
        hint: `Add it to the tag's definition: reads: ['${name}']`,
      })
    },
  }
}

function finish({ as }: GivenArguments, value: Code, emitter: TagEmitter): void {
  if (as !== null) emitter.set(as, emitter.call(orNull, value))
  else emitter.raw(emitter.call(textOf, value, emitter.runtime, emitter.literal(emitter.autoescape), emitter.place))
}

function orNull(value: unknown): unknown {
  if (isPromise(value)) {
    throw new DjustError('render/async-tag', 'An asynchronous tag has no value to set yet', {
      hint: 'Await it in the view and pass the value.',
    })
  }
  return value === undefined ? null : value
}

function textOf(value: unknown, runtime: TagRuntime, autoescape: boolean, place: SourceSpan): string {
  if (isPromise(value)) {
    const { settings } = runtime
    return runtime.defer(
      Promise.resolve(value).then((result) => plainText(result, settings, autoescape)),
      place,
    )
  }
  return plainText(value, runtime.settings, autoescape)
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function plainText(value: unknown, settings: RenderSettings, autoescape: boolean): string {
  const text = toTextOrSafe(value, settings)
  if (typeof text !== 'string') return text.text
  return autoescape ? escapeHtml(text) : text
}
