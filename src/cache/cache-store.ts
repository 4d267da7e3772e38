/**
 * Where texts are kept beyond a process. Every method may fail, and what `read` gives may have been written by anybody:
 * it is for the caller to believe it or not.
 */
export interface CacheStore {
  readonly name: 'filesystem' | 'redis'
  /** Where it is, as messages say it. */
  readonly place: string
  /** When it was found out whether it is there; it may take long, and never fails. */
  readonly opened: Promise<void>
  /** Whether none but the user who runs this process, and root, can write there. */
  isPrivate(): Promise<boolean>
  read(id: string): Promise<string | null>
  /** Keeps the text; other texts may go for it, those used longest ago first. */
  write(id: string, text: string): Promise<void>
  size(): Promise<number>
  clear(): Promise<void>
  close(): Promise<void>
}

/** In bytes. Longer texts are neither kept nor believed. */
export const longestText = 1 << 20
