// Starts the built server and stops it cleanly. Kept out of the bundle so that it can say in one line what went wrong.
process.chdir(new URL("..", import.meta.url).pathname);
process.env.NODE_ENV = "production";

const { start } = await import("../build/server/index.js");
let server;
try {
	server = await start();
} catch (error) {
	const port = process.env.PORT ?? 3000;
	if (error.code === "EADDRINUSE") console.error(`Port ${port} is taken by another program. Choose one with PORT=3001 npm start.`);
	else if (error.code === "EACCES")
		console.error(`Port ${port} is not allowed for this user. Choose one above 1023 with PORT=3001 npm start.`);
	else console.error(error instanceof Error ? error.message : error);
	process.exit(1);
}

let stopping = false;
async function stop() {
	if (stopping) process.exit(1);
	stopping = true;
	try {
		await server.stop();
		console.log("Warmstart has stopped. Your progress is saved.");
		process.exit(0);
	} catch (error) {
		console.error(error);
		process.exit(1);
	}
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
// Last, so that whoever reads it can stop the server cleanly at once.
console.log(`Warmstart is ready: http://localhost:${server.port}  (Ctrl-C stops it)`);
