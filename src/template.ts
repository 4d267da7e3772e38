/**
 * The template engine on its own, without queries: `djust/template`.
 *
 * ```ts
 * const engine = createTemplateEngine({ folders: 'templates' })
 * engine.render('page.html', { title: 'Hello' })
 * ```
 */
import { checkTemplate, type CheckOptions } from './check/check-template.ts'
import type { Problem } from './check/problem.ts'
import { librariesOf } from './language/libraries.ts'
import type { Library } from './language/library.ts'
import { byteStream } from './render/byte-stream.ts'
import { memoryFragments } from './render/memory-fragments.ts'
import { type RenderChanges, Renderer, parsedTemplate } from './render/renderer.ts'
import type { RenderServices } from './render/render-options.ts'
import { renderSettings, type RenderSettings } from './render/settings.ts'
import type { Template } from './template/ast.ts'
import { folderLoader } from './template/folder-loader.ts'
import type { TemplateLoader } from './template/loader.ts'
import { memoryLoader } from './template/memory-loader.ts'
import { TemplateSet } from './template/template-set.ts'

export interface TemplateEngineOptions extends Partial<RenderSettings>, RenderServices {
  /** Folders with templates, the first that has a name wins. */
  readonly folders?: string | readonly string[]
  /** Templates as an object: name → source. */
  readonly templates?: Readonly<Record<string, string>>
  /** Own loaders, asked before `templates` and `folders`. */
  readonly loaders?: readonly TemplateLoader[]
  /** Libraries for `{% load name %}`. */
  readonly libraries?: readonly Library[]
  /** Libraries that every template has without loading them. */
  readonly builtins?: readonly Library[]
  /** Default true. */
  readonly autoescape?: boolean
  /** Source maps: stack traces and debuggers show templates. Default: where Node runs with `--enable-source-maps` or a debugger. */
  readonly sourceMaps?: boolean
}

export type Context = Readonly<Record<string, unknown>>

/** A template that can be rendered, also given to `{% include %}` and `{% extends %}` in a context. */
export interface CompiledTemplate {
  readonly name: string
  render(context?: Context, changes?: RenderChanges): string
}

export interface TemplateEngine {
  /**
   * The page in pieces of some 16,000 characters, rendered as they are asked for: `Readable.from(engine.renderPieces(…))`.
   * An error while rendering is thrown by the piece it is in.
   */
  renderPieces(name: string | readonly string[], context?: Context, changes?: RenderChanges): Generator<string, void>
  /** The same for templates with asynchronous tags, and for loops over asynchronous iterables, whose values are taken as they come. */
  renderPiecesAsync(name: string | readonly string[], context?: Context, changes?: RenderChanges): AsyncGenerator<string, void>
  /** The same as a web stream of UTF-8. */
  renderStream(name: string | readonly string[], context?: Context, changes?: RenderChanges): ReadableStream<Uint8Array>
  /** As `render`, for templates with asynchronous tags. */
  renderAsync(name: string | readonly string[], context?: Context, changes?: RenderChanges): Promise<string>
  /** Renders a template by name, or the first of several that exists. */
  render(name: string | readonly string[], context?: Context, changes?: RenderChanges): string
  renderString(source: string, context?: Context, changes?: RenderChanges): string
  /** The template of that name; throws TemplateDoesNotExist or TemplateSyntaxError. */
  template(name: string | readonly string[]): CompiledTemplate
  fromString(source: string, name?: string): CompiledTemplate
  /** The JavaScript that a template became, one entry for it and each template it includes by a fixed name. */
  code(name: string): ReadonlyMap<string, string>
  /**
   * The compiled code of these templates and of what they include by fixed names, as bytes for `useBundle` of a later process:
   * made when an application is built, they shorten its start. Treat them as code: who can change them can run code.
   */
  bundle(names: readonly string[]): Uint8Array
  /**
   * Takes compiled code from a bundle instead of compiling: call it before the first page. Templates are still read, and code is only
   * taken where it is what they give now. False where the bundle is damaged, or of another version of Node or its flags:
   * all is then compiled as without it.
   */
  useBundle(bytes: Uint8Array): boolean
  /** What is wrong in a template, or hardly meant so, without rendering it: see docs/templates.md. Throws nothing but TemplateDoesNotExist. */
  check(name: string, options?: CheckOptions): readonly Problem[]
  checkString(source: string, options?: CheckOptions): readonly Problem[]
  /** Reads changed templates again. */
  clear(): void
}

/** An engine holds its templates, compiled, and its settings; make one for an application. */
export function createTemplateEngine(options: TemplateEngineOptions = {}): TemplateEngine {
  const loaders = [
    ...(options.loaders ?? []),
    ...(options.templates ? [memoryLoader(options.templates)] : []),
    ...(options.folders ? [folderLoader(options.folders)] : []),
  ]
  const templates = new TemplateSet({ loaders, libraries: librariesOf(options) })
  const caches = { default: memoryFragments() }
  const renderer = new Renderer(templates, {
    settings: renderSettings(given(options)),
    autoescape: options.autoescape ?? true,
    typedNames: new Set(),
    services: { caches, ...options },
    sourceMaps: options.sourceMaps ?? null,
  })
  const find = (name: string | readonly string[]): Template => (typeof name === 'string' ? templates.get(name) : templates.select(name))
  const compiled = (template: Template): CompiledTemplate & { readonly [parsedTemplate]: Template } => ({
    name: template.name,
    [parsedTemplate]: template,
    render: (context = {}, changes) => renderer.render(template, context, changes),
  })
  return {
    render: (name, context = {}, changes) => renderer.render(find(name), context, changes),
    renderPieces: (name, context = {}, changes) => renderer.stream(find(name), context, changes),
    renderPiecesAsync: (name, context = {}, changes) => renderer.streamAsync(find(name), context, changes),
    renderStream: (name, context = {}, changes) => byteStream(renderer.streamAsync(find(name), context, changes)),
    renderAsync: async (name, context = {}, changes) => await renderer.renderAsync(find(name), context, changes),
    renderString: (source, context = {}, changes) => renderer.render(templates.parse(source), context, changes),
    template: (name) => compiled(find(name)),
    fromString: (source, name) => compiled(templates.parse(source, name)),
    code: (name) => renderer.sources(find(name)),
    check: (name, checks) => checkTemplate({ name, named: true, ...templates.source(name) }, templates, checks),
    checkString: (source, checks) => checkTemplate({ name: '<string>', named: false, origin: '<string>', source }, templates, checks),
    bundle: (names) => renderer.bundle(names.map(find)),
    useBundle: (bytes) => renderer.useBundle(bytes),
    clear() {
      templates.clear()
      renderer.clear()
    },
  }
}

function given(options: TemplateEngineOptions): Partial<RenderSettings> {
  const { values, timeZone, zones, stringIfInvalid, now, translate, numbers } = options
  return Object.fromEntries(
    Object.entries({ values, timeZone, zones, stringIfInvalid, now, translate, numbers }).filter(([, value]) => value !== undefined),
  )
}

export { extractContextPaths, extractTemplateVariables, type ExtractContextPathsOptions } from './language/extract.ts'
export type { TemplatePaths } from './access/extract/path-collector.ts'
export type { CheckOptions } from './check/check-template.ts'
export { printProblem, type Problem } from './check/problem.ts'
export { DjustError, NoReverseMatch, TemplateDoesNotExist, TemplateSyntaxError } from './error.ts'
export type { FilterDefinition } from './language/filter-definition.ts'
export type { Library } from './language/library.ts'
export { blockTag, inclusionTag, simpleTag, type TagContext } from './language/simple-tag.ts'
export type { ArgumentValues, GivenArguments, Parameter, Signature } from './language/tag-arguments.ts'
export { defineTag, type TagDefinition } from './language/tag-definition.ts'
export type { Code, TagEmitter } from './render/tag-code.ts'
export type { FilterContext } from './render/filter-code.ts'
export { memoryFragments } from './render/memory-fragments.ts'
export { RenderError } from './render/render-error.ts'
export type { FragmentCache, RenderServices } from './render/render-options.ts'
export { folderLoader } from './template/folder-loader.ts'
export type { LoadedTemplate, TemplateLoader } from './template/loader.ts'
export { memoryLoader } from './template/memory-loader.ts'
export type { TagParser } from './template/tag-syntax.ts'
export { DecimalValue } from './value/decimal-value.ts'
export { PlainDate } from './value/plain-date.ts'
export { PlainDateTime } from './value/plain-date-time.ts'
export { PlainTime } from './value/plain-time.ts'
export { SafeString, markSafe } from './value/safe-string.ts'
export { TimeDelta } from './value/time-delta.ts'
export { Tuple } from './value/tuple.ts'
export { ZonedDateTime } from './value/zoned-date-time.ts'
