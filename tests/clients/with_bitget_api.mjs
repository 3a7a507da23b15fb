// bitget-api against the simulated Bitget.
//
// Started by `.ci/clients`, which says where the exchange is, and where the package. Prints each scenario with the calls
// that the client made for it, and ends with status 1 at the first that does not hold.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { resolve } from "node:path";

// The scenarios that run, in this order; each is a function below. Those of futures orders wait until the sandbox trades
// futures, and those of the unified account's history until it keeps one: `futuresOrders`, `unifiedFuturesOrders`,
// `unifiedHistory`.
const SCENARIOS = [
  listed,
  spotMarketData,
  futuresMarketData,
  unifiedMarketData,
  spotOrders,
  errors,
  unifiedOrders,
  unifiedHistory,
  futuresOrders,
  unifiedFuturesOrders,
];

const packages = createRequire(resolve(process.argv[2], "package.json"));
const { RestClientV2, RestClientV3 } = packages("bitget-api");
const axios = packages("axios");
const { version } = packages(resolve(process.argv[2], "node_modules/bitget-api/package.json"));

const { BITGET_URL, BITGET_KEY, BITGET_SECRET, BITGET_PASSPHRASE } = process.env;
const options = { apiKey: BITGET_KEY, apiSecret: BITGET_SECRET, apiPass: BITGET_PASSPHRASE, baseUrl: BITGET_URL };
const v2 = new RestClientV2(options, { proxy: false });
const v3 = new RestClientV3(options, { proxy: false });

/** What the client has called since the last scenario. */
const calls = [];
axios.interceptors.request.use((request) => {
  const url = axios.getUri(request);
  assert.ok(url.startsWith(`${BITGET_URL}/`), `${url} is not the simulated exchange`);
  const body = request.data ? JSON.stringify(request.data) : "";
  calls.push(`${request.method.toUpperCase()} ${url.slice(BITGET_URL.length)} ${body}`.trimEnd());
  return request;
});

const SPOT = { symbol: "BTCUSDT" };
const FUTURES = { symbol: "BTCUSDT", productType: "USDT-FUTURES" };
const HOUR = 3_600_000;

/** The payload of a response. */
async function data(response) {
  const { code, data } = await response;
  assert.equal(code, "00000");
  return data;
}

/** What holds of a list of candles: oldest first, one each hour, and the last closes at the last price. */
function areHourly(candles, last) {
  const starts = candles.map((candle) => Number(candle[0]));
  assert.deepEqual(starts, starts.map((_, index) => starts[0] + index * HOUR));
  assert.equal(candles.at(-1)[4], last);
}

async function listed() {
  const symbols = await data(v2.getSpotSymbolInfo());
  assert.deepEqual(symbols.map((one) => one.symbol), ["BTCUSDT", "ETHBTC"]);
  const coins = await data(v2.getSpotCoinInfo());
  assert.deepEqual(coins.map((one) => one.coin), ["BTC", "ETH", "USDC", "USDT"]);
  const contracts = await data(v2.getFuturesContractConfig({ productType: "USDT-FUTURES" }));
  assert.deepEqual(contracts.map((one) => one.symbol), ["BTCUSDT", "ETHUSDT"]);
  const instruments = await data(v3.getInstruments({ category: "COIN-FUTURES" }));
  assert.deepEqual(instruments.map((one) => one.symbol), ["BTCUSD"]);
  const { serverTime } = await data(v2.getServerTime());
  assert.ok(Math.abs(Date.now() - Number(serverTime)) < 5_000);
}

async function spotMarketData() {
  const [ticker] = await data(v2.getSpotTicker(SPOT));
  assert.equal((await data(v2.getSpotTicker())).length, 2);
  const book = await data(v2.getSpotOrderBookDepth({ ...SPOT, limit: "5" }));
  assert.deepEqual([book.bids[0][0], book.asks[0][0]], [ticker.bidPr, ticker.askPr]);
  const merged = await data(v2.getSpotMergeDepth({ ...SPOT, precision: "scale1" }));
  assert.equal(merged.precision, "scale1");
  const candles = { ...SPOT, granularity: "1h", limit: "24" };
  areHourly(await data(v2.getSpotCandles(candles)), ticker.lastPr);
  const past = await data(v2.getSpotHistoricCandles({ ...candles, endTime: String(Date.now()) }));
  assert.equal(past.length, 24);
  assert.deepEqual(await data(v2.getSpotRecentTrades(SPOT)), []);
  assert.deepEqual(await data(v2.getSpotHistoricTrades(SPOT)), []);
}

async function futuresMarketData() {
  const [ticker] = await data(v2.getFuturesTicker(FUTURES));
  const all = await data(v2.getFuturesAllTickers({ productType: "USDT-FUTURES" }));
  assert.equal(all.length, 2);
  const book = await data(v2.getFuturesMergeDepth({ ...FUTURES, limit: "5" }));
  assert.deepEqual([book.bids[0][0], book.asks[0][0]].map(String), [ticker.bidPr, ticker.askPr]);
  const candles = { ...FUTURES, granularity: "1H", limit: "24" };
  areHourly(await data(v2.getFuturesCandles(candles)), ticker.lastPr);
  areHourly(await data(v2.getFuturesHistoricCandles(candles)), ticker.lastPr);
  areHourly(await data(v2.getFuturesHistoricMarkPriceCandles(candles)), ticker.markPrice);
  assert.deepEqual(await data(v2.getFuturesRecentTrades(FUTURES)), []);
  const open = await data(v2.getFuturesOpenInterest(FUTURES));
  assert.equal(open.openInterestList[0].size, ticker.holdingAmount);
  const [funding] = await data(v2.getFuturesCurrentFundingRate(FUTURES));
  assert.equal(funding.fundingRate, ticker.fundingRate);
  const [price] = await data(v2.getFuturesSymbolPrice(FUTURES));
  assert.equal(price.markPrice, ticker.markPrice);
}

async function unifiedMarketData() {
  for (const category of ["SPOT", "USDT-FUTURES"]) {
    const market = { category, symbol: "BTCUSDT" };
    const [ticker] = await data(v3.getTickers(market));
    const book = await data(v3.getOrderBook({ ...market, limit: "5" }));
    assert.deepEqual([book.b[0][0], book.a[0][0]].map(String), [ticker.bid1Price, ticker.ask1Price]);
    const candles = { ...market, interval: "1H", limit: "24" };
    areHourly(await data(v3.getCandles(candles)), ticker.lastPrice);
    areHourly(await data(v3.getHistoryCandles(candles)), ticker.lastPrice);
    assert.deepEqual(await data(v3.getFills(market)), []);
  }
}

async function spotOrders() {
  const usdt = async () => (await data(v2.getSpotAccountAssets({ coin: "USDT" })))[0];
  const before = await usdt();
  const order = { ...SPOT, side: "buy", orderType: "limit", force: "gtc", price: "20000", size: "0.01" };
  const placed = await data(v2.spotSubmitOrder({ ...order, clientOid: "node-1" }));
  assert.equal(placed.clientOid, "node-1");
  assert.equal((await usdt()).frozen, "200");
  const [found] = await data(v2.getSpotOrder({ orderId: placed.orderId }));
  assert.deepEqual([found.status, found.price, found.size], ["live", "20000", "0.01"]);
  const open = await data(v2.getSpotOpenOrders(SPOT));
  assert.deepEqual(open.map((one) => one.orderId), [placed.orderId]);
  await data(v2.spotCancelOrder({ ...SPOT, orderId: placed.orderId }));
  const { uTime: _, ...left } = await usdt();
  const { uTime: __, ...had } = before;
  assert.deepEqual(left, had);

  const filled = await data(v2.spotSubmitOrder({ ...order, price: "23223", size: "0.25" }));
  const [fill] = await data(v2.getSpotFills({ ...SPOT, orderId: filled.orderId }));
  assert.deepEqual([fill.priceAvg, fill.size, fill.tradeScope], ["23222.6", "0.25", "taker"]);
  const [trade] = await data(v2.getSpotRecentTrades(SPOT));
  assert.deepEqual([trade.tradeId, trade.price, trade.side], [fill.tradeId, "23222.6", "buy"]);
  const history = await data(v2.getSpotHistoricOrders(SPOT));
  assert.deepEqual(history.map((one) => one.status), ["filled", "cancelled"]);

  const orderList = ["19000", "19001"].map((price) => ({ ...order, price }));
  const batch = await data(v2.spotBatchSubmitOrders({ ...SPOT, orderList }));
  assert.equal(batch.successList.length, 2);
  const ids = batch.successList.map(({ orderId }) => ({ orderId }));
  const cancelled = await data(v2.spotBatchCancelOrders({ ...SPOT, orderList: ids }));
  assert.equal(cancelled.successList.length, 2);
}

async function errors() {
  const refused = async (call, status, code) => {
    const error = await call.then(() => assert.fail("it was not refused"), (error) => error);
    assert.deepEqual([error.code, error.body?.code], [status, code]);
    return error.body.msg;
  };
  await refused(v2.getSpotTicker({ symbol: "NONE" }), 400, "40034");
  await refused(v2.spotCancelOrder({ ...SPOT, orderId: "1" }), 400, "43001");
  const stranger = new RestClientV2({ ...options, apiSecret: "another" }, { proxy: false });
  await refused(stranger.getSpotAccount(), 400, "40009");
  // What the exchange does not know, it names.
  const message = await refused(v2.get("/api/v2/no/such/path"), 404, "40404");
  assert.ok(message.includes("/api/v2/no/such/path"), message);
}

async function unifiedOrders() {
  const order = { category: "SPOT", ...SPOT, side: "buy", orderType: "limit", timeInForce: "gtc" };
  const placed = await data(v3.submitNewOrder({ ...order, price: "20000", qty: "0.01", clientOid: "node-2" }));
  const found = await data(v3.getOrderInfo({ orderId: placed.orderId }));
  assert.deepEqual([found.orderStatus, found.price, found.qty], ["live", "20000", "0.01"]);
  const { list } = await data(v3.getUnfilledOrders({ category: "SPOT" }));
  assert.deepEqual(list.map((one) => one.orderId), [placed.orderId]);
  const { assets } = await data(v3.getBalances());
  assert.equal(assets.find((one) => one.coin === "USDT").locked, "200");
  await data(v3.cancelOrder({ orderId: placed.orderId }));
  assert.equal((await data(v3.getOrderInfo({ orderId: placed.orderId }))).orderStatus, "cancelled");
}

/** Needs the unified account's list of fills and history of orders. */
async function unifiedHistory() {
  const order = { category: "SPOT", ...SPOT, side: "sell", orderType: "market", qty: "0.1" };
  const placed = await data(v3.submitNewOrder(order));
  const fills = await data(v3.getTradeFills({ category: "SPOT" }));
  assert.equal(fills.list[0].orderId, placed.orderId);
  const history = await data(v3.getHistoryOrders({ category: "SPOT" }));
  assert.equal(history.list[0].orderId, placed.orderId);
}

/** Needs futures that trade. */
async function futuresOrders() {
  await data(v2.setFuturesPositionMode({ productType: "USDT-FUTURES", posMode: "one_way_mode" }));
  const account = { ...FUTURES, marginCoin: "USDT" };
  const before = await data(v2.getFuturesAccountAsset(account));
  const order = { ...account, marginMode: "crossed", side: "buy", orderType: "limit", force: "gtc", size: "0.01" };
  const placed = await data(v2.futuresSubmitOrder({ ...order, price: "20000", clientOid: "node-3" }));
  const found = await data(v2.getFuturesOrder({ ...FUTURES, orderId: placed.orderId }));
  assert.deepEqual([found.state, found.price, found.size], ["live", "20000", "0.01"]);
  const open = await data(v2.getFuturesOpenOrders({ productType: "USDT-FUTURES" }));
  assert.deepEqual(open.entrustedList.map((one) => one.orderId), [placed.orderId]);
  await data(v2.futuresCancelOrder({ ...FUTURES, orderId: placed.orderId }));
  const after = await data(v2.getFuturesAccountAsset(account));
  assert.deepEqual([after.available, after.locked], [before.available, before.locked]);

  const opened = await data(v2.futuresSubmitOrder({ ...order, orderType: "market" }));
  const positions = await data(v2.getFuturesPositions({ productType: "USDT-FUTURES", marginCoin: "USDT" }));
  assert.deepEqual(positions.map((one) => [one.symbol, one.holdSide, one.total]), [["BTCUSDT", "long", "0.01"]]);
  const { fillList } = await data(v2.getFuturesFills({ productType: "USDT-FUTURES" }));
  assert.equal(fillList[0].orderId, opened.orderId);
  await data(v2.futuresSubmitOrder({ ...order, orderType: "market", side: "sell", reduceOnly: "YES" }));
  assert.deepEqual(await data(v2.getFuturesPositions({ productType: "USDT-FUTURES", marginCoin: "USDT" })), []);
}

/** Needs futures that trade in the unified account. */
async function unifiedFuturesOrders() {
  await data(v3.setHoldMode({ holdMode: "one_way_mode" }));
  const market = { category: "USDT-FUTURES", symbol: "BTCUSDT" };
  const order = { ...market, side: "buy", orderType: "limit", timeInForce: "gtc", qty: "0.01" };
  const placed = await data(v3.submitNewOrder({ ...order, price: "20000", clientOid: "node-4" }));
  const { list } = await data(v3.getUnfilledOrders({ category: "USDT-FUTURES" }));
  assert.deepEqual(list.map((one) => one.orderId), [placed.orderId]);
  await data(v3.cancelOrder({ orderId: placed.orderId }));
  await data(v3.submitNewOrder({ ...order, orderType: "market" }));
  const positions = await data(v3.getCurrentPosition({ category: "USDT-FUTURES" }));
  assert.deepEqual(positions.list.map((one) => [one.symbol, one.posSide]), [["BTCUSDT", "long"]]);
}

console.log(`bitget-api ${version} on Node.js ${process.versions.node}, at ${BITGET_URL}`);
for (const scenario of SCENARIOS) {
  console.log(`  ${scenario.name}`);
  let failure;
  await scenario().catch((error) => {
    failure = error;
  });
  for (const call of calls.splice(0)) console.log(`    ${call}`);
  if (failure) {
    console.error(failure.stack ?? JSON.stringify(failure.body ?? failure));
    console.error(`bitget-api: ${scenario.name}: ${failure.message ?? failure}`);
    process.exit(1);
  }
}
