import { DjustError, TemplateSyntaxError } from '../error.ts'
import type { SourceSpan } from '../error.ts'
import { templateFields } from '../util/template-fields.ts'
import { isPlainObject } from '../value/kinds.ts'
import { escapeHtml, escapeSpecial } from '../value/escape.ts'
import { toList, toListOrUndefined } from '../value/iterate.ts'
import { toOutput } from '../value/print.ts'
import { LazyText } from '../value/lazy-text.ts'
import { SafeString } from '../value/safe-string.ts'
import { isTrue } from '../value/truth.ts'
import type { DeferredTexts } from './deferred-text.ts'
import { ForLoop, Memo } from './for-loop.ts'
import type { FilterContext } from './filter-code.ts'
import type { IncludeObserver } from './include-observer.ts'
import { callValue, invalid, readContext, readMember } from './lookup.ts'
import { markOutputSafe } from './mark-output-safe.ts'
import * as operators from './operators.ts'
import type { PathInfo } from './path-function.ts'
import { renderError } from './render-error.ts'
import type { RenderOptions, RenderServices } from './render-options.ts'
import type { RenderSettings } from './settings.ts'
import { asyncRows, RowFeed } from './row-feed.ts'
import type { UnitCell, UnitFunction, UnitSignature, UnitStream } from './unit.ts'
import type { ResolvedTemplate } from '../template/template-set.ts'

const deepestIncludes = 200

/** Of errors that no condition takes for a value. */
const refusals: ReadonlySet<string> = new Set(['plan/not-loaded', 'plan/hidden-name', 'value/unloaded-query', 'value/unloaded-entity'])

/** What the runtime holds for the page that is being rendered. */
export type RunState = Pick<Runtime, 'depth' | 'deferred' | 'observer' | 'escaping' | 'plain' | 'plainNumbers'>

/** How generated code reaches other templates. */
export interface RuntimeLinks {
  compile(cell: UnitCell): UnitFunction
  /** `site` is null where the name is not in the text of a template. */
  includeAny(template: unknown, autoescape: boolean, from: string | null, site: string | null, streamed?: boolean): UnitCell
  parent(child: ResolvedTemplate, signature: UnitSignature, parent: unknown, written: string): UnitCell
}

/** What the runtime is to tags. */
export interface TagRuntime {
  readonly settings: RenderSettings
  readonly services: RenderServices
  /** The zone that the engine was given. */
  readonly ownTimeZone: string
  /** Renders another template with variables of its own. */
  renderTemplate(name: string | readonly string[], variables: object, autoescape: boolean): string
  /** Text that comes later, where the page is rendered with `renderAsync`; `place` is that of the tag. */
  defer(text: Promise<string>, place: SourceSpan): string
  /** Whether text that is to be kept for later pages holds such text. */
  isDeferred(text: string): boolean
  /** What `change` makes of printed text: later where such text is in it. */
  changed(text: string, change: (text: string) => string, place: SourceSpan): string
  /** Printed text as a value that is needed at once, and so may hold none of it. */
  settled(text: string): SafeString
  /** All of the text once it is there; null where it is. */
  completed(text: string): Promise<string> | null
  /** Runs what follows with other settings; the function that ends it. */
  changeSettings(change: Partial<RenderSettings>): () => void
}

/**
 * What generated code calls for everything that is not the common case. One for each engine. What it holds besides its
 * options belongs to the render that is running: rendering is synchronous, so there is only one at a time.
 */
export class Runtime implements TagRuntime {
  readonly services: RenderServices
  readonly ownTimeZone: string
  /** What filters get where autoescaping is on, and where it is off. */
  escaping: FilterContext
  plain: FilterContext
  /** Whether whole numbers print as JavaScript prints them. */
  plainNumbers: boolean
  depth = 0
  /** Null where the page is rendered synchronously. */
  deferred: DeferredTexts | null = null
  observer: IncludeObserver | null = null

  readonly SafeString = SafeString
  readonly ForLoop = ForLoop
  readonly Memo = Memo
  readonly templateFields: typeof templateFields = templateFields
  readonly failure = operators.failure
  readonly nothing: object = Object.freeze(Object.create(null))
  readonly emptyLoop: object = Object.freeze({})
  readonly escape = escapeSpecial
  readonly isTrue = isTrue
  readonly equal = operators.equal
  readonly notEqual = operators.notEqual
  readonly less = operators.less
  readonly lessOrEqual = operators.lessOrEqual
  readonly same = operators.same
  readonly notSame = operators.notSame
  readonly list = toList
  readonly fromContext = readContext
  private readonly links: RuntimeLinks

  constructor(options: RenderOptions, links: RuntimeLinks) {
    this.services = options.services
    this.links = links
    this.ownTimeZone = options.settings.timeZone
    this.escaping = { settings: options.settings, autoescape: true }
    this.plain = { settings: options.settings, autoescape: false }
    this.plainNumbers = options.settings.numbers === undefined
  }

  get settings(): RenderSettings {
    return this.escaping.settings
  }

  // The slow continuations of path functions; `read` is what the fast part read already.

  html(path: PathInfo, root: unknown, ...read: readonly unknown[]): string {
    return this.print(this.value(path, root, ...read))
  }

  text(path: PathInfo, root: unknown, ...read: readonly unknown[]): string {
    return this.printPlain(this.value(path, root, ...read))
  }

  value(path: PathInfo, root: unknown, ...read: readonly unknown[]): unknown {
    const value = this.resolve(path, root, read)
    return value === undefined ? this.missing(path) : value
  }

  orNull(path: PathInfo, root: unknown, ...read: readonly unknown[]): unknown {
    return this.resolve(path, root, read) ?? null
  }

  operand(path: PathInfo, root: unknown, ...read: readonly unknown[]): unknown {
    return this.resolve(path, root, read) ?? null
  }

  orMissing(path: PathInfo, root: unknown, ...read: readonly unknown[]): unknown {
    return this.resolve(path, root, read)
  }

  htmlFailed(error: unknown): string {
    return this.print(this.silenced(error))
  }

  textFailed(error: unknown): string {
    return this.printPlain(this.silenced(error))
  }

  valueFailed(error: unknown): unknown {
    return this.silenced(error)
  }

  orNullFailed(error: unknown): unknown {
    return this.silenced(error)
  }

  orMissingFailed(error: unknown): unknown {
    return this.silenced(error)
  }

  operandFailed(error: unknown): unknown {
    return isSilent(error) ? this.settings.stringIfInvalid : this.failedOperand(error)
  }

  /** What an operand that throws is worth: a failure, as in Django, but for what would be another value if it were loaded. */
  failedOperand(error: unknown): unknown {
    if (error instanceof DjustError && refusals.has(error.code)) throw error
    return operators.failure
  }

  read(object: unknown, name: string): unknown {
    return readMember(object, name)
  }

  number(value: number): string {
    return toOutput(value, this.escaping.settings, true)
  }

  print(value: unknown): string {
    if (value instanceof SafeString) return value.text
    return typeof value === 'string' ? escapeHtml(value) : toOutput(value, this.settings, true)
  }

  printPlain(value: unknown): string {
    return typeof value === 'string' ? value : toOutput(value, this.settings, false)
  }

  /** What stands for a path that leads nowhere. */
  missing(path: PathInfo): string {
    return this.settings.stringIfInvalid.replace('%s', () => path.bits.join('.'))
  }

  /** A filter's argument must not be missing. */
  required(value: unknown, path: PathInfo): unknown {
    if (value !== undefined) return value
    // A condition takes it for null, so that loops may meet it often: nobody reads its stack, whose frames cost most of it.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    const error = new MissingArgument(path.bits.join('.'))
    Error.stackTraceLimit = stackTraceLimit
    throw error
  }

  /** For conditions: a missing argument makes the value null. */
  absent(error: unknown): null {
    if (error instanceof MissingArgument) return null
    throw error
  }

  safe(value: unknown, context: FilterContext): unknown {
    return markOutputSafe(value, context)
  }

  contains(item: unknown, container: unknown): boolean {
    return operators.contains(container, item)
  }

  lacks(item: unknown, container: unknown): boolean {
    return operators.lacks(container, item)
  }

  translate(text: string): LazyText {
    return new LazyText(() => new SafeString(this.settings.translate?.(text) ?? text))
  }

  unpack(item: unknown, count: number): readonly unknown[] {
    const items = typeof item === 'object' || typeof item === 'string' ? (item === null ? undefined : toListOrUndefined(item)) : undefined
    if (items?.length === count) return items
    throw new DjustError('render/unpack', `Need ${count} values to unpack in for loop; got ${items?.length ?? 1}.`)
  }

  loopAround(context: object): unknown {
    return readContext(context, 'forloop') ?? this.emptyLoop
  }

  /** What is remembered as long as a loop runs; null where there is none. */
  memo(loop: unknown, key: unknown): Memo | null {
    return loop instanceof ForLoop ? loop.memo(key) : null
  }

  enter(cell: UnitCell): UnitFunction {
    if (++this.depth > deepestIncludes) this.tooMany(deepestIncludes, 'includes within each other')
    return cell.run ?? this.links.compile(cell)
  }

  leave(text: string): string {
    this.depth--
    return text
  }

  includeAny(template: unknown, variables: object, autoescape: boolean, from: string | null, site: string | null = null): string {
    const { observer } = this
    if (!observer || site === null) return this.included(this.links.includeAny(template, autoescape, from, site), variables)
    const before = this.state
    try {
      return this.included(this.links.includeAny(template, autoescape, from, site), variables)
    } catch (error) {
      if (!observer.isForLater(error)) throw error
      this.exchange(before)
      return ''
    }
  }

  private included(cell: UnitCell, variables: object): string {
    return this.leave(this.enter(cell)(variables))
  }

  /** The same in pieces, after what was `printed` before it. */
  streamAny(
    printed: string,
    template: unknown,
    variables: object,
    autoescape: boolean,
    from: string | null,
    site: string,
  ): Generator<string | RowFeed, string> {
    const cell = this.links.includeAny(template, autoescape, from, site, true)
    return (this.enter(cell) as unknown as UnitStream)(printed, variables)
  }

  /** Rows that a loop can wait for; null for a list that is there, and for what is none. */
  feed(value: unknown): RowFeed | null {
    if (value instanceof RowFeed) return value
    if (typeof value !== 'object' || value === null || typeof Reflect.get(value, Symbol.asyncIterator) !== 'function') return null
    return new RowFeed(asyncRows(value as AsyncIterable<unknown>))
  }

  parent(child: ResolvedTemplate, signature: UnitSignature, parent: unknown, written: string): UnitFunction {
    const cell = this.links.parent(child, signature, parent, written)
    return cell.run ?? this.links.compile(cell)
  }

  renderTemplate(name: string | readonly string[], variables: object, autoescape: boolean): string {
    return this.includeAny(name, variables, autoescape, null)
  }

  defer(text: Promise<string>, place: SourceSpan): string {
    const located = text.catch((error: unknown) => {
      throw renderError(error, place)
    })
    if (this.deferred) return this.deferred.add(located)
    located.catch(() => undefined)
    throw new DjustError('render/async-tag', 'This tag is asynchronous', {
      hint: 'Render the page with renderAsync, or await the value in the view.',
    })
  }

  isDeferred(text: string): boolean {
    return this.deferred?.isIn(text) ?? false
  }

  completed(text: string): Promise<string> | null {
    return this.deferred?.isIn(text) ? this.deferred.complete(text) : null
  }

  changed(text: string, change: (text: string) => string, place: SourceSpan): string {
    const later = this.completed(text)
    return later ? this.defer(later.then(change), place) : change(text)
  }

  settled(text: string): SafeString {
    if (!this.isDeferred(text)) return new SafeString(text)
    throw new DjustError('render/async-tag', 'An asynchronous tag stands in text that is needed at once', {
      hint: 'Filters and {% ifchanged %} work on text that is there: await the value in the view and pass it.',
    })
  }

  changeSettings(change: Partial<RenderSettings>): () => void {
    const { escaping, plain } = this
    const settings = { ...this.settings, ...change }
    this.escaping = { settings, autoescape: true }
    this.plain = { settings, autoescape: false }
    this.plainNumbers = settings.numbers === undefined
    return () => {
      this.plainNumbers = escaping.settings.numbers === undefined
      this.escaping = escaping
      this.plain = plain
    }
  }

  /** The error as it leaves a template's code. */
  failed(error: unknown, sites: readonly (SourceSpan | null)[], site: number, row = 0): unknown {
    return renderError(error, sites[site] ?? undefined, row)
  }

  /** A block asks for its parent's in a template that has none. */
  noParent(block: string): never {
    throw new TemplateSyntaxError('render/no-parent', `{{ block.super }} in the block "${block}" of a template that extends none`, {
      hint: 'Take it out, or render a template that extends this one.',
    })
  }

  tooMany(most: number, what: 'includes within each other' | 'blocks within each other' | 'copies of blocks'): never {
    const hint =
      what === 'includes within each other'
        ? 'A template that includes itself needs a condition that ends it, and data that does.'
        : 'Nest fewer blocks, or write {{ block.super }} in fewer places.'
    throw new DjustError('render/too-deep', `More than ${most} ${what}`, { hint })
  }

  /** Puts what belongs to a running page in the place of what was there, and gives that back. */
  exchange(state: RunState): RunState {
    const before = this.state
    this.depth = state.depth
    this.deferred = state.deferred
    this.observer = state.observer
    this.escaping = state.escaping
    this.plain = state.plain
    this.plainNumbers = state.plainNumbers
    return before
  }

  get state(): RunState {
    const { depth, deferred, observer, escaping, plain, plainNumbers } = this
    return { depth, deferred, observer, escaping, plain, plainNumbers }
  }

  private resolve(path: PathInfo, root: unknown, read: readonly unknown[]): unknown {
    const { bits, fromContext } = path
    let current = root
    if (!fromContext && typeof current === 'function') current = this.called(current, undefined)
    for (let at = fromContext ? 0 : 1, i = 0; at < bits.length; at++, i++) {
      if (current === undefined) return undefined
      const known = read[i]
      const name = bits[at] as string
      let next = known
      if (known === undefined || typeof known === 'function') {
        next = at === 0 ? readContext(current as object, name) : this.readOf(current, name)
      }
      if (typeof next === 'function') next = this.called(next, current)
      // The other side of a one-to-one that has no row: Django's lookup fails silently there, and prints no None.
      if (next === undefined && isLoadedRow(current, name)) return this.settings.stringIfInvalid
      current = next
    }
    return current
  }

  private readOf(object: unknown, name: string): unknown {
    const value = readMember(object, name)
    if (typeof object !== 'object' || object === null) return value
    return value === undefined ? this.services.unseen?.read(object, name) : this.unseen(object, name, value)
  }

  /** A value of an object that says nothing of its fields. */
  unseen(object: object, name: string, value: unknown): unknown {
    const { unseen } = this.services
    return unseen && !isPlainObject(object) ? unseen.show(object, name, value) : value
  }

  private called(value: unknown, self: unknown): unknown {
    const result = callValue(value, self)
    return result === invalid ? this.settings.stringIfInvalid : result
  }

  private silenced(error: unknown): string {
    if (isSilent(error)) return this.settings.stringIfInvalid
    throw error
  }
}

function isLoadedRow(object: unknown, name: string): boolean {
  return typeof object === 'object' && object !== null && templateFields in object && Object.hasOwn(object, name)
}

/** A name that is missing where it is the argument of a filter. */
class MissingArgument extends DjustError {
  constructor(name: string) {
    super('render/missing-argument', `The filter's argument ${name} does not exist`, {
      hint: 'Pass it in the context, or quote it if it is text.',
    })
  }
}

function isSilent(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { silentVariableFailure, silent_variable_failure } = error as Record<string, unknown>
  return Boolean(silentVariableFailure ?? silent_variable_failure)
}
