import type { RenderSettings } from './settings.ts'

/** What an application gives to the tags that need something of it. */
export interface RenderServices {
  /** The URL of a named pattern, for `{% url %}`; throws NoReverseMatch where there is none. */
  readonly reverse?: (
    name: string,
    args: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
    currentApp: string | null,
  ) => string
  /** Whether `{% debug %}` prints. */
  readonly debug?: boolean
  /** What `{% static %}` puts before a path; default `/static/`. */
  readonly staticUrl?: string
  /** The URL of a static file, where a prefix is not enough. */
  readonly staticFile?: (path: string) => string
  /** Default `/media/`. */
  readonly mediaUrl?: string
  /** Where `{% cache %}` keeps what it rendered, by name; `default` and `template_fragments` are looked for. */
  readonly caches?: Readonly<Record<string, FragmentCache>>
  readonly unseen?: UnseenObjects
}

/** How objects are read that did not come through the engine. */
export interface UnseenObjects {
  /** What an object has under a name that templates find nothing under; throws where nothing would be wrong. */
  read(object: object, name: string): unknown
  /** What an object has under a typed name, as templates see it; throws where they may not. */
  show(object: object, name: string, value: unknown): unknown
}

/** Keeps rendered text for a time; seconds, or null for ever. */
export interface FragmentCache {
  get(key: string): string | undefined
  set(key: string, text: string, seconds: number | null): void
}

export interface RenderOptions {
  readonly settings: RenderSettings
  readonly autoescape: boolean
  /** Names of fields that some model has a converter for, see templateFields, or hides. */
  readonly typedNames: ReadonlySet<string>
  readonly services: RenderServices
  /** Whether code says which line of a template it comes from; null where somebody is there to read it: see isRead. */
  readonly sourceMaps: boolean | null
}
