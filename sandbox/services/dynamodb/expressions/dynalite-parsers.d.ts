declare module "dynalite/db/conditionParser.js" {
	const parser: import("./parse.ts").Parser;
	export default parser;
}
declare module "dynalite/db/updateParser.js" {
	const parser: import("./parse.ts").Parser;
	export default parser;
}
declare module "dynalite/db/projectionParser.js" {
	const parser: import("./parse.ts").Parser;
	export default parser;
}
