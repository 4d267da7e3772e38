/** Databases that pages can run on, by the name given on the command line. */
export const databases = ['sqlite'] as const
