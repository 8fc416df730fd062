/** A learner's project, or the part of it that may be edited: text by path, with "/" between folders. */
export type ProjectFiles = Readonly<Record<string, string>>;
