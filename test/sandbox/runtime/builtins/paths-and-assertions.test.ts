import { describe } from "vitest";
import { alike } from "./beside-node.ts";

describe("node:path", () => {
	alike({
		"every function, for both systems": `return (()=>{const p=require("path"); return [p.join("/a","../b","./c"),p.join(),p.join(""),p.resolve("a","b"),p.resolve("/x","..","y"),p.normalize("/a//b/../c/."),p.normalize(""),p.relative("/a/b/c","/a/d"),p.basename("/a/b.html",".html"),p.basename("/a/b/"),p.dirname("/a/b/"),p.dirname("a"),p.extname("a.b.c"),p.extname(".bashrc"),p.extname("a."),p.parse("/home/u/f.txt"),p.format({dir:"/x",name:"f",ext:"txt"}),p.isAbsolute("a"),p.sep,p.delimiter,p.toNamespacedPath("/x"),p.posix===p,p.win32.join("a","b"),p.win32.resolve("C:\\\\a","..","b"),p.win32.parse("C:\\\\x\\\\y.z"),require("path/win32")===p.win32,require("path/posix")===p]; })().map((x)=>typeof x==="string"?x.replace(process.cwd(),"/var/task"):x)`,
		matchesGlob: `return (["/foo/*.js|/foo/a.js","/foo/*.js|/foo/b/a.js","**/*.ts|a/b/c.ts","**/*.ts|c.ts","a/**|a/b/c","a/**|a","*.{js,ts}|x.ts","[ab].js|b.js","[!ab].js|c.js","?.js|ab.js","*|.hidden","a/*/c|a/b/c","**|a/.b/c","a{1..3}|a2","a.b|axb","**/x|x","a/**/b|a/b","a/**/b|a/x/y/b","*|a/b"].map((x)=>{const [g,p]=x.split("|"); return require("path").matchesGlob(p,g)}));`,
		"arguments that are no paths": `return [attempt(() => require("path").join(5)), attempt(() => require("path").basename()), attempt(() => require("path").format("x"))];`,
	});
});

describe("node:assert", () => {
	alike({
		"what fails, with its message": `const a=require("assert"); const out=[]; for (const f of [()=>a.equal(1,2),()=>a.strictEqual(1,2),()=>a.strictEqual("a\\nb\\nc","a\\nb\\nd"),()=>a.deepStrictEqual({a:1,b:[1,2]},{a:1,b:[1,3]}),()=>a.deepEqual([1],[2]),()=>a.notStrictEqual(1,1),()=>a.throws(()=>{}),()=>a.throws(()=>{throw new Error("x")},/y/),()=>a.throws(()=>{throw new Error("x")},{message:"y"}),()=>a.throws(()=>{throw new Error("x")},TypeError),()=>a.doesNotThrow(()=>{throw new Error("x")}),()=>a.match("abc",/x/),()=>a.doesNotMatch("abc",/b/),()=>a.ifError(new Error("bad")),()=>a.ifError(null),()=>a.fail(),()=>a.fail("m"),()=>a.ok(0,"msg"),()=>a.strictEqual(1,2,new TypeError("own")),()=>a.equal(1),()=>a.partialDeepStrictEqual({a:1},{a:2}),()=>a.notDeepStrictEqual({a:1},{a:1}),()=>a.strictEqual(NaN,NaN),()=>a.deepStrictEqual(new Map([[1,{a:1}]]),new Map([[1,{a:1}]])),()=>a.deepStrictEqual(new Set([1]),new Set([2])),()=>a.strict.equal(1,"1"),()=>a.throws("x"),()=>a.throws(()=>{throw new Error("abc")},"abc")]) try { f(); out.push("ok"); } catch (e) { out.push([e.name,e.code,e.message,e.operator,e.generatedMessage,e.expected instanceof Error?0:e.expected]); } return out;`,
		"promises that are expected to reject, or not": `const a=require("assert"); const out=[]; for (const f of [()=>a.rejects(Promise.resolve()),()=>a.rejects(async()=>{throw new Error("x")},/x/),()=>a.rejects(async()=>{throw new Error("x")},/y/),()=>a.doesNotReject(Promise.reject(new Error("q"))),()=>a.rejects(5),()=>a.rejects(()=>5)]) try { await f(); out.push("ok"); } catch (e) { out.push([e.name,e.code,e.message]); } return out;`,
		"the class of the errors and the strict form": `const a=require("assert"); return [typeof a.AssertionError, require("assert/strict")===a.strict, a.strict.strict===a.strict, typeof a.Assert, a.ok.name, String(new a.AssertionError({actual:1,expected:2,operator:"strictEqual"}).message)];`,
	});
});

describe("node:util", () => {
	alike({
		parseArgs: `const {parseArgs}=require("util"); const r=parseArgs({args:["-f","--bar","b","pos","--no-color"],options:{foo:{type:"boolean",short:"f"},bar:{type:"string"},color:{type:"boolean"}},allowPositionals:true,allowNegative:true,tokens:true}); return [{...r.values},r.positionals,r.tokens];`,
		MIMEType: `const {MIMEType}=require("util"); const m=new MIMEType("text/html; charset=utf-8;q=\\"a b\\""); return [m.type,m.subtype,m.essence,m.params.get("charset"),String(m),[...m.params]];`,
		"isDeepStrictEqual of every kind of value": `const {isDeepStrictEqual:e}=require("util"); return [e({a:1},{a:1}),e([1,,3],[1,undefined,3]),e(new Date(1),new Date(1)),e(Object.create(null),{}),e(new Error("a"),new Error("a")),e(Buffer.from("a"),Buffer.from("a")),e([1],[1,2]),e(0,-0),e(/a/g,/a/i),e(new Uint8Array([1]),new Uint8Array([1])),e(Symbol.for("a"),Symbol.for("a")),e(1n,1n),e(Object(1),Object(1)),e(new Set([[1],[2]]),new Set([[2],[1]]))];`,
		"parseArgs with wrong arguments": `return [attempt(() => require("util").parseArgs({args:["--x"],options:{}})), attempt(() => require("util").parseArgs({args:["x"],options:{}})), attempt(() => require("util").parseArgs({args:["--x"],options:{x:{type:"string"}}})), attempt(() => require("util").parseArgs({args:[],options:{x:{type:"number"}}})), attempt(() => new (require("util").MIMEType)("nope"))];`,
	});
});
