import { describe, expect, it } from "vitest";
import { messagesOf, traceOf } from "../../lambda/run-project.ts";
import { alike } from "./beside-node.ts";

describe("node:diagnostics_channel", () => {
	alike({
		"a tracing channel": `const dc=require("diagnostics_channel"); const t=dc.tracingChannel("x"); const out=[]; const h={}; for (const n of ["start","end","asyncStart","asyncEnd","error"]) h[n]=(m,name)=>out.push([n,name,JSON.stringify({...m,error:m.error&&m.error.message})]); t.subscribe(h); out.push(t.traceSync((a)=>a+1,{id:1},null,2)); try { t.traceSync(()=>{throw new Error("bad")},{id:2}) } catch (e) { out.push(e.message) } out.push(await t.tracePromise(async(a)=>a*2,{id:3},null,4)); await t.tracePromise(async()=>{throw new Error("rej")},{id:4}).catch((e)=>out.push(e.message)); await new Promise((ok)=>t.traceCallback((a,cb)=>setTimeout(cb,1,null,a),-1,{id:5},null,7,(e,v)=>{out.push(["cb",v]);ok();})); out.push(t.hasSubscribers,t.unsubscribe(h),t.unsubscribe(h),t.hasSubscribers,t.start.name); return out;`,
		"wrong arguments of channels": `const dc=require("diagnostics_channel"); return [(() => { try { dc.tracingChannel(5) } catch (e) { return [e.code,e.message] } })(), typeof dc.tracingChannel({start:dc.channel("a"),end:dc.channel("b"),asyncStart:dc.channel("c"),asyncEnd:dc.channel("d"),error:dc.channel("e")}).traceSync, (() => { try { dc.subscribe("q",5) } catch (e) { return [e.code,e.message] } })(), (() => { try { dc.channel(5) } catch (e) { return [e.code,e.message] } })(), dc.channel("z") instanceof dc.Channel]`,
	});
});

describe("node:events", () => {
	alike({
		"rejections that are captured": `const E=require("events"); const e=new E({captureRejections:true}); const out=[]; e.on("error",(x)=>out.push(x.message)); e.on("a",async()=>{throw new Error("async")}); e.emit("a"); await sleep2(2); const f=new E({captureRejections:true}); f[Symbol.for("nodejs.rejection")]=(err,name,...a)=>out.push([err.message,name,a]); f.on("b",async()=>{throw new Error("own")}); f.emit("b",1); await sleep2(2); return out; function sleep2(n){return new Promise(r=>setTimeout(r,n))}`,
		"wrong arguments": `const E=require("events"); const out=[]; for (const f of [()=>new E().on("a"),()=>new E().on("a",5),()=>new E().setMaxListeners(-1),()=>new E().setMaxListeners("x"),()=>E.once(5,"x"),()=>E.on({},"x"),()=>{E.defaultMaxListeners=-1},()=>new E().emit("error"),()=>new E().emit("error",{a:1}),()=>new E().emit("error",null),()=>E.addAbortListener({},()=>{}),()=>new E({captureRejections:5}),()=>E.setMaxListeners(-1)]) try { const r=f(); out.push(r instanceof Promise ? await r.catch((e)=>["rej",e.code,e.message]) : "ok") } catch (e) { out.push([e.name,e.code,e.message]) } return out;`,
		"a listener of an abort": `const E=require("events"); const ac=new AbortController(); const out=[]; { using d=E.addAbortListener(ac.signal,()=>out.push("gone")); } E.addAbortListener(ac.signal,()=>out.push("abort")); ac.abort(); return out;`,
		"errors that are monitored, and listeners that go": `const E=require("events"); const e=new E(); const out=[]; e.on(E.errorMonitor,(x)=>out.push(["mon",x.message])); e.on("error",()=>out.push("err")); e.emit("error",new Error("q")); e.once("a",function(){out.push(this===e)}); e.emit("a"); e.prependOnceListener("z",()=>out.push(1)); e.on("z",()=>out.push(2)); e.emit("z"); e.emit("z"); return [out,e.eventNames().map(String),e.listenerCount("z"),e.rawListeners("z").length];`,
		"an emitter that remembers its context": `const E=require("events"); const {EventEmitterAsyncResource}=E; const e=new EventEmitterAsyncResource({name:"Q"}); const {AsyncLocalStorage}=require("async_hooks"); const s=new AsyncLocalStorage(); const x=s.run(5,()=>new EventEmitterAsyncResource({name:"R"})); let got; x.on("a",()=>{got=s.getStore()}); s.run(9,()=>x.emit("a")); return [typeof e.asyncId,typeof e.triggerAsyncId,got,e.asyncResource!==undefined];`,
		"an event target that is waited for": `const E=require("events"); const t=new EventTarget(); setTimeout(()=>t.dispatchEvent(new Event("x")),1); const [ev]=await E.once(t,"x"); return [ev.type];`,
		"an iterator that ends with an event": `const E=require("events"); const e=new E(); setTimeout(()=>{e.emit("x",1);e.emit("end");},1); const out=[]; for await (const v of E.on(e,"x",{close:["end"]})) out.push(v); return out;`,
		"what is seen of a subclass": `const E=require("events"); class A extends E { constructor(){super();this.x=1} } const a=new A(); a.on("q",()=>{}); return [require("util").inspect(a).includes("_eventsCount: 1"), Object.keys(a), a.constructor.name];`,
	});

	it("warn of a leak as Node.js does", async () => {
		const source = `const E = require("events"); exports.handler = async () => { const e = new E(); for (let i = 0; i < 13; i++) e.on("data", () => {}); };`;
		expect(messagesOf(await traceOf({ "handler.js": source }))).toEqual([
			"(node:8) MaxListenersExceededWarning: Possible EventEmitter memory leak detected. 11 data listeners added to [EventEmitter]. MaxListeners is 10. Use emitter.setMaxListeners() to increase limit",
			"(Use `node --trace-warnings ...` to show where the warning was created)",
		]);
	});
});

describe("node:util", () => {
	alike({
		"names of system errors": `const u=require("util"); return [u.getSystemErrorName(-2),u.getSystemErrorMap().get(-13),u.getSystemErrorMessage?.(-2),(() => { try { u.getSystemErrorName(5) } catch (e) { return [e.code,e.message] } })(),u.toUSVString("a\\ud800"),u._extend({a:1},{b:2}),u.stripVTControlCharacters("\\u001b[1mx\\u001b[0m")]`,
		"wrong arguments of its functions": `const u=require("util"); return ["promisify","callbackify","inherits","deprecate","stripVTControlCharacters","format","getSystemErrorName","isDeepStrictEqual","aborted","parseEnv"].map((n)=>{ try { const r=u[n](); return r instanceof Promise ? r.catch((e)=>[e.code,e.message]) : String(r) } catch (e) { return [n,e.name,e.code,e.message] } });`,
		"variables of a file": `const u=require("util"); return [u.parseEnv("A=1\\nB='two words'\\n# c\\nexport C=\\"x\\\\ny\\"\\nD=\`q\`\\nE= spaced  # comment\\nF"), u.styleText("red","x",{validateStream:false}), u.styleText(["red","bold"],"x",{validateStream:false}), u.styleText("none","x",{validateStream:false})]`,
		promisify: `const u=require("util"); const f=(cb)=>cb(null,1,2); f[u.promisify.custom]=async()=>"custom"; return [await u.promisify(f)(), u.promisify(u.promisify)===u.promisify(u.promisify), await u.promisify(function(x,cb){cb(null,this.y+x)}).call({y:1},2), (() => { try { const g=()=>{}; g[u.promisify.custom]=5; u.promisify(g) } catch (e) { return [e.code,e.message] } })()]`,
		"kinds of keys": `const u=require("util"); return [u.types.isExternal({}), u.types.isModuleNamespaceObject({}), u.types.isAsyncFunction(async()=>{}), u.types.isKeyObject(require("crypto").createSecretKey("a"))]`,
		TextDecoder: `const u=require("util"); const dec=new TextDecoder("utf-16le"); return [dec.decode(new Uint8Array([97,0,98,0])), new TextDecoder("latin1").encoding, new TextDecoder("ascii").encoding, (() => { try { new TextDecoder("nope") } catch (e) { return [e.name,e.code,e.message] } })(), (() => { try { new TextDecoder("utf8",{fatal:true}).decode(new Uint8Array([255])) } catch (e) { return [e.name,e.code,e.message] } })(), new TextDecoder().decode(new Uint8Array([0xef,0xbb,0xbf,97])), new TextDecoder("utf-8",{ignoreBOM:true}).decode(new Uint8Array([0xef,0xbb,0xbf,97])).length, new TextEncoder().encodeInto("aé€😀x",new Uint8Array(7)), new TextDecoder().decode(new Uint8Array([0xe2,0x82])), new TextDecoder("utf-16be").decode(new Uint8Array([0,97])), new TextDecoder("windows-1252").decode(new Uint8Array([0x80,0x99]))]`,
		format: `const u=require("util"); return [u.format("%s",Symbol("a")),u.format("%d","0x10"),u.format("%i",1.9),u.format("%j",{a:1n===1n}),u.format("%o",[1]),u.format("%s",{toString(){return "T"}}),u.format("%s",class A{}),u.format("a",1,{b:2}),u.format("%%%s%","x"),u.format("%s",null,undefined),u.format("%d",10n),u.format("%x",1),u.format(),u.format("%c","css"),u.format("%s",-0),u.format("%s",new Error("e1").message),u.format("%O",{a:{b:{c:{d:1}}}})]`,
	});

	it("deprecate warns once on standard error, as Node.js words it", async () => {
		const source = `const { deprecate } = require("util"); const old = deprecate(() => 1, "old() is old", "DEP9999");
			exports.handler = async () => { old(); old(); process.emitWarning("careful", { type: "Custom", code: "C1", detail: "more" }); };`;
		expect(messagesOf(await traceOf({ "handler.js": source }))).toEqual([
			"(node:8) [DEP9999] DeprecationWarning: old() is old",
			"(Use `node --trace-deprecation ...` to show where the warning was created)",
			"(node:8) [C1] Custom: careful",
			"more",
		]);
	});

	it("TextDecoder says by name that it has no encodings of older systems", async () => {
		const source = `exports.handler = async () => new TextDecoder("shift_jis");`;
		const lines = messagesOf(await traceOf({ "handler.js": source })).join("\n");
		expect(lines).toContain("The encoding shift_jis of TextDecoder is not simulated by Warmstart. On Lambda it exists.");
	});
});

describe("node:os", () => {
	alike({
		constants: `const os=require("os"); return [os.EOL,os.devNull,os.constants.signals.SIGTERM,os.constants.errno.ENOENT,os.constants.priority,os.getPriority(),os.endianness(),os.type(),os.platform(),typeof os.version(),typeof os.machine(),os.availableParallelism()>0]`,
		"values in text, and a priority": `const os=require("os"); return [(() => { try { os.setPriority(0,99) } catch (e) { return [e.code,e.message] } })(), \`\${os.hostname}\`.length>0, String(os.tmpdir), os.loadavg().length, Object.keys(os.userInfo()).sort(), Object.keys(os.cpus()[0])]`,
	});
});
