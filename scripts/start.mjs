// `npm start`, on a fresh clone or any time later: installs and builds what changed, then serves. Runs under any Node from 20 on.
import { ensureBuilt, ensureInstalled, pinnedNode, projectRoot, run } from "./ensure-ready.mjs";

process.chdir(projectRoot);
await ensureInstalled();
await ensureBuilt();
// Ctrl-C reaches the whole process group, so the server hears it itself; this process only has to outlive it.
process.on("SIGINT", () => {});
const exitCode = await run(pinnedNode(), ["--no-node-snapshot", "--enable-source-maps", "scripts/serve.mjs"], { forwardTermination: true });
process.exit(exitCode);
