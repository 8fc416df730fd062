import { defineConfig } from "drizzle-kit";

/** Only for `drizzle-kit generate`. The program itself applies the migrations when it opens a database (db/open-database.ts). */
export default defineConfig({ dialect: "sqlite", schema: "./db/schema/index.ts", out: "./db/migrations" });
