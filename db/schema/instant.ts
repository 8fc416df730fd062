import { integer } from "drizzle-orm/sqlite-core";

/** A moment: stored as integer milliseconds since 1970 (UTC), read and written as a `Date`. Every time in this room is one. */
export const instant = (name: string) => integer(name, { mode: "timestamp_ms" });
