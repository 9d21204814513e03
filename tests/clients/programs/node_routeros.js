// node-routeros: promises, several commands at once, a stream, traps. Prints as common.py does.
const { RouterOSAPI } = require("node-routeros");
const [version, port] = process.argv.slice(2);

async function checked(found, name, body) {
  const api = new RouterOSAPI({ host: "127.0.0.1", port: Number(port), user: "admin", password: "", timeout: 10 });
  try {
    await api.connect();
    await body(api);
    found[name] = "";
  } catch (error) {
    found[name] = String(error && error.stack || error);
  }
  try { await api.close(); } catch (error) { /* closed already */ }
}

function want(truth, said) {
  if (!truth) throw new Error(said);
}

(async () => {
  const found = {};
  await checked(found, "reading", async (api) => {
    const [resource] = await api.write("/system/resource/print");
    want(resource.version.startsWith(version), resource.version);
    const [port] = await api.write("/interface/print", ["?name=ether1", "=.proplist=name,running"]);
    want(port.running === "true", JSON.stringify(port));
  });
  await checked(found, "several_at_once", async (api) => {
    const all = await Promise.all(["/interface", "/ip/address", "/ip/route"].map((path) => api.write(path + "/print")));
    want(all.every((rows) => rows.length > 0), JSON.stringify(all.map((rows) => rows.length)));
  });
  const sinceEmpty = Number(version.split(".")[0]) === 7 && Number(version.split(".")[1]) >= 18;
  if (sinceEmpty) await new Promise((resolve) => {
    // From 7.18 on a router says !empty, and this client throws out of its own reach: the board must make it do so too.
    const api = new RouterOSAPI({ host: "127.0.0.1", port: Number(port), user: "admin", password: "", timeout: 10 });
    process.once("uncaughtException", (error) => {
      found.an_empty_answer_is_what_it_cannot_read = error.errno === "UNKNOWNREPLY" ? "" : String(error.stack);
      resolve();
    });
    api.connect().then(() => api.write("/interface/print", ["?name=nothing"])).then(() => {
      found.an_empty_answer_is_what_it_cannot_read = "it was read";
      resolve();
    }, () => {});
  });
  else await checked(found, "an_empty_answer", async (api) => {
    const rows = await api.write("/interface/print", ["?name=nothing"]);
    want(rows.length === 0, JSON.stringify(rows));
  });
  await checked(found, "a_stream_is_followed_and_stopped", async (api) => {
    const frames = [];
    await new Promise((resolve, reject) => {
      const stream = api.stream(["/interface/monitor-traffic", "=interface=ether1"], (error, packet) => {
        if (error) return reject(error);
        frames.push(packet);
        if (frames.length === 2) stream.stop().then(resolve, reject);
      });
    });
    want(frames.length >= 2, "no frames");
  });
  await checked(found, "a_trap", async (api) => {
    let said = "";
    try { await api.write("/ip/address/add", ["=address=nonsense", "=interface=bridge"]); } catch (error) { said = error.message; }
    want(said.includes("address"), said);
  });
  console.log(JSON.stringify(found));
  process.exit(0);
})();
