/**
 * What djust says of its stages: `node:diagnostics_channel` has a tracing channel for each, under the names here, and an event is the
 * object that its subscribers get. Node adds `result` or `error` when the stage is done.
 */
export interface StageEvents {
  /** A page from the first look at its template to its HTML. */
  readonly 'djust:page': PageEvent
  /** A template's text is parsed. */
  readonly 'djust:template': TemplateEvent
  /** What a page reads is found out; once for its templates. */
  readonly 'djust:analyze': PageEvent
  /** The plan of one query is found in a cache or made. */
  readonly 'djust:plan': PlanEvent
  /** A statement runs: until its rows are there. */
  readonly 'djust:query': QueryEvent
  /** Objects are made of rows. */
  readonly 'djust:serialize': SerializeEvent
  /** HTML is made of objects. */
  readonly 'djust:render': PageEvent
}

export type Stage = keyof StageEvents

export interface PageEvent {
  readonly template: string
}

export interface TemplateEvent {
  readonly name: string
  /** The path of its file, or what its loader calls it. */
  readonly origin: string
}

export interface PlanEvent extends PageEvent {
  /** Where the query stands in the context: `expiringSoon`, `dashboard.recent`. */
  readonly variable: string
  readonly model: string
  /** Once it is known: the plan's key in the caches, and which of them had it; null for one that was made. */
  key?: string
  from?: 'memory' | 'filesystem' | 'redis' | null
}

export interface QueryEvent {
  readonly model: string
  readonly table: string
  /** The kind of database. */
  readonly dialect: 'sqlite' | 'postgres' | 'mysql'
  readonly sql: string
  /** They may be personal: a log need not keep them. */
  readonly parameters: readonly unknown[]
  /** Once they are there: how many. */
  rows?: number
}

export interface SerializeEvent {
  readonly model: string
  readonly rows: number
}

/** The message of the plain channel `djust:cache`: a plan was asked for. */
export interface CacheEvent {
  readonly template: string
  readonly variable: string
  readonly key: string
  /** Which cache had it; null where none did. */
  readonly from: 'memory' | 'filesystem' | 'redis' | null
}
