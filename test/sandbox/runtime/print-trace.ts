/** A process of its own, for the tests of determinism: runs what it is given as JSON and prints the trace as JSON. */
import { type Sam, type Scene, traceOf } from "../lambda/run-project.ts";

const [source, sam, scene] = JSON.parse(process.argv[2] ?? "[]") as [string, Sam, Scene];
process.stdout.write(JSON.stringify(await traceOf(source, sam, scene)));
