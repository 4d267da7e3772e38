/** What the settings of an engine decide about printed text. */
export interface RenderSettings {
  /** How booleans, null and containers print: see docs/values.md. */
  readonly values: 'javascript' | 'python'
  /** IANA name of the zone that dates with an instant are shown in. */
  readonly timeZone: string
  /** What a name that can't be found prints; '%s' in it is the name. */
  readonly stringIfInvalid: string
  /** The clock of `{% now %}`, `timesince` and others. */
  readonly now: () => Date
}
