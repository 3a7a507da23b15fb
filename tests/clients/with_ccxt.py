"""ccxt against the simulated Bitget.

Started by `.ci/clients`, which says where the exchange is. Prints each scenario with the calls that ccxt made for it,
and ends with status 1 at the first that does not hold.
"""

import os
import socket
import sys
import traceback
from urllib.parse import urlsplit

import ccxt

# The scenarios that run, in this order; each is a function below. Those of futures orders wait until the sandbox trades
# futures, and those of the unified account's history until it keeps one: `swap_orders`, `unified_swap_orders`,
# `unified_history`.
SCENARIOS = [
    "markets",
    "spot_market_data",
    "swap_market_data",
    "unified_market_data",
    "spot_orders",
    "spot_errors",
    "unified_orders",
    "unified_history",
    "swap_orders",
    "unified_swap_orders",
]

URL = os.environ["BITGET_URL"]


class Bitget(ccxt.bitget):
    """The client, sent to the simulated exchange; it remembers what it called."""

    def __init__(self, unified=False):
        super().__init__({
            "apiKey": os.environ["BITGET_KEY"],
            "secret": os.environ["BITGET_SECRET"],
            "password": os.environ["BITGET_PASSPHRASE"],
            "enableRateLimit": False,
            # Otherwise ccxt asks the account which of the two it is: here it is both.
            "options": {"uta": unified},
        })
        self.urls["api"] = {name: URL for name in self.urls["api"]}
        self.calls = []

    def fetch(self, url, method="GET", headers=None, body=None):
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        self.calls.append(f"{method} {parts.path}{query} {body or ''}".rstrip())
        return super().fetch(url, method, headers, body)


def stay_on_loopback():
    """Makes every connection fail that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if address[0] != "127.0.0.1":
            raise ConnectionRefusedError(f"{address} is not the simulated exchange")
        return connect(self, address)

    socket.socket.connect = guarded


def equal(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"


def is_close(found, expected):
    assert abs(found - expected) < 1e-9, f"{found!r} is not {expected!r}"


def markets(exchange):
    listed = exchange.load_markets()
    pairs = {"BTC/USDT", "ETH/BTC"}
    swaps = {"BTC/USDT:USDT", "ETH/USDT:USDT", "BTC/USDC:USDC", "BTC/USD:BTC"}
    equal(set(listed), pairs | swaps)
    equal({symbol for symbol, market in listed.items() if market["spot"]}, pairs)
    assert all(market["active"] for market in listed.values())
    spot, swap = listed["BTC/USDT"], listed["BTC/USDT:USDT"]
    equal((spot["precision"]["price"], spot["precision"]["amount"]), (0.01, 1e-6))
    equal((swap["precision"]["price"], swap["precision"]["amount"]), (0.1, 1e-4))
    assert spot["margin"] and swap["linear"] and listed["BTC/USD:BTC"]["inverse"]
    equal(set(exchange.currencies), {"BTC", "ETH", "USDC", "USDT"})
    assert abs(exchange.fetch_time() - exchange.milliseconds()) < 5_000


def market_data(exchange, symbol, timeframes):
    """What holds of the public data of every market."""
    ticker = exchange.fetch_ticker(symbol)
    equal(ticker["symbol"], symbol)
    assert ticker["low"] <= ticker["last"] <= ticker["high"], ticker
    book = exchange.fetch_order_book(symbol, 5)
    equal((book["bids"][0][0], book["asks"][0][0]), (ticker["bid"], ticker["ask"]))
    assert book["bids"] == sorted(book["bids"], reverse=True) and book["asks"] == sorted(book["asks"])
    for timeframe in timeframes:
        candles = exchange.fetch_ohlcv(symbol, timeframe, limit=4)
        starts = [candle[0] for candle in candles]
        assert starts == sorted(set(starts)) and len(starts) == 4, (timeframe, starts)
        if timeframe != "1M":
            length = exchange.parse_timeframe(timeframe) * 1000
            equal({later - earlier for earlier, later in zip(starts, starts[1:])}, {length})
        equal(candles[-1][4], ticker["last"])
        for _, opening, high, low, close, _ in candles:
            assert low <= min(opening, close) and max(opening, close) <= high
    since = exchange.milliseconds() // 60_000 * 60_000 - 3 * 60_000
    recent = exchange.fetch_ohlcv(symbol, "1m", since=since, limit=3)
    equal([candle[0] for candle in recent], [since, since + 60_000, since + 120_000])
    old = exchange.fetch_ohlcv(symbol, "1h", since=exchange.parse8601("2024-03-01T00:00:00Z"), limit=48)
    equal((len(old), old[0][0]), (48, exchange.parse8601("2024-03-01T00:00:00Z")))
    for trade in exchange.fetch_trades(symbol, limit=10):
        equal(trade["symbol"], symbol)


def swap_data(exchange, symbol):
    """What holds of the public data of futures alone."""
    ticker = exchange.fetch_ticker(symbol)
    funding = exchange.fetch_funding_rate(symbol)
    equal((funding["fundingRate"], funding["interval"]), (0.0001, "8h"))
    assert 0 < funding["fundingTimestamp"] - exchange.milliseconds() <= 8 * 3_600_000
    past = exchange.fetch_funding_rate_history(symbol, limit=3)
    times = [rate["timestamp"] for rate in past]
    equal([later - earlier for earlier, later in zip(times, times[1:])], [8 * 3_600_000] * 2)
    assert exchange.fetch_open_interest(symbol)["openInterestAmount"] > 0
    mark = exchange.fetch_ohlcv(symbol, "1m", limit=2, params={"price": "mark"})
    equal(mark[-1][4], ticker["markPrice"])


def spot_market_data(exchange):
    timeframes = exchange.options["fetchOHLCV"]["timeframes"]["spot"]
    market_data(exchange, "BTC/USDT", timeframes)
    market_data(exchange, "ETH/BTC", ["1m"])
    equal(set(exchange.fetch_tickers(["BTC/USDT", "ETH/BTC"])), {"BTC/USDT", "ETH/BTC"})


def swap_market_data(exchange):
    timeframes = exchange.options["fetchOHLCV"]["timeframes"]["swap"]
    market_data(exchange, "BTC/USDT:USDT", timeframes)
    for symbol in ["ETH/USDT:USDT", "BTC/USDC:USDC", "BTC/USD:BTC"]:
        market_data(exchange, symbol, ["1m"])
        swap_data(exchange, symbol)
    equal(set(exchange.fetch_tickers(["BTC/USDT:USDT", "ETH/USDT:USDT"])), {"BTC/USDT:USDT", "ETH/USDT:USDT"})


def unified_market_data(_):
    exchange = Bitget(unified=True)
    try:
        equal(len(exchange.load_markets()), 6)
        timeframes = [name for name in exchange.options["fetchOHLCV"]["timeframes"]["uta"] if name != "2h"]
        market_data(exchange, "BTC/USDT", timeframes)
        market_data(exchange, "BTC/USDT:USDT", ["1m"])
        swap_data(exchange, "BTC/USDT:USDT")
        equal(set(exchange.fetch_tickers(["BTC/USDT", "ETH/BTC"])), {"BTC/USDT", "ETH/BTC"})
    finally:
        show(exchange)


def order_life(exchange, symbol, amount, params):
    """An order well below the market is placed, looked up, listed and cancelled."""
    price = exchange.fetch_order_book(symbol, 1)["bids"][0][0]
    price = float(exchange.price_to_precision(symbol, price * 0.9))
    placed = exchange.create_order(symbol, "limit", "buy", amount, price, params)
    found = exchange.fetch_order(placed["id"], symbol)
    equal((found["status"], found["side"], found["type"]), ("open", "buy", "limit"))
    equal((found["price"], found["amount"], found["filled"]), (price, amount, 0.0))
    equal(found["clientOrderId"], params["clientOrderId"])
    opened = [order["id"] for order in exchange.fetch_open_orders(symbol)]
    equal(opened, [placed["id"]])
    exchange.cancel_order(placed["id"], symbol)
    equal(exchange.fetch_order(placed["id"], symbol)["status"], "canceled")
    equal(exchange.fetch_open_orders(symbol), [])
    return price


def spot_orders(exchange):
    exchange.load_markets()
    before = exchange.fetch_balance()
    order_life(exchange, "BTC/USDT", 0.01, {"clientOrderId": "ccxt-spot-1"})
    equal(exchange.fetch_balance()["USDT"], before["USDT"])

    # An order that crosses is filled at the price of the book, and its trade is everybody's.
    best = exchange.fetch_order_book("BTC/USDT", 1)["asks"][0][0]
    placed = exchange.create_order("BTC/USDT", "limit", "buy", 0.25, best + 1)
    filled = exchange.fetch_order(placed["id"], "BTC/USDT")
    equal((filled["status"], filled["filled"], filled["average"]), ("closed", 0.25, best))
    own = [trade for trade in exchange.fetch_my_trades("BTC/USDT") if trade["order"] == placed["id"]]
    equal([(trade["price"], trade["amount"], trade["takerOrMaker"]) for trade in own], [(best, 0.25, "taker")])
    public = exchange.fetch_trades("BTC/USDT")[-1]
    equal((public["id"], public["price"], public["side"]), (own[0]["id"], best, "buy"))
    equal(exchange.fetch_ticker("BTC/USDT")["last"], best)
    equal(exchange.fetch_ohlcv("BTC/USDT", "1m", limit=1)[-1][4], best)
    after = exchange.fetch_balance()
    is_close(after["BTC"]["total"], before["BTC"]["total"] + 0.25)
    is_close(after["USDT"]["total"], before["USDT"]["total"] - 0.25 * best)
    closed = [order["id"] for order in exchange.fetch_canceled_and_closed_orders("BTC/USDT")]
    assert placed["id"] in closed, closed

    cost = exchange.create_market_buy_order_with_cost("BTC/USDT", 100)
    equal(exchange.fetch_order(cost["id"], "BTC/USDT")["status"], "closed")
    sold = exchange.create_order("BTC/USDT", "market", "sell", 0.1)
    equal(exchange.fetch_order(sold["id"], "BTC/USDT")["filled"], 0.1)
    pair = [{"symbol": "BTC/USDT", "type": "limit", "side": "buy", "amount": 0.01, "price": price}
            for price in (20000, 20001)]
    ids = {order["id"] for order in exchange.create_orders(pair)}
    equal({order["id"] for order in exchange.fetch_open_orders("BTC/USDT")}, ids)
    exchange.cancel_orders(list(ids), "BTC/USDT")
    equal(exchange.fetch_open_orders("BTC/USDT"), [])


def refused(kind, call, *arguments):
    try:
        call(*arguments)
    except ccxt.BaseError as error:
        assert isinstance(error, kind), f"{type(error).__name__} is no {kind.__name__}: {error}"
        return str(error)
    raise AssertionError(f"{call.__name__}{arguments} was not refused")


def spot_errors(exchange):
    refused(ccxt.InsufficientFunds, exchange.create_order, "BTC/USDT", "limit", "buy", 100, 20000)
    refused(ccxt.OrderNotFound, exchange.cancel_order, "1", "BTC/USDT")
    # What the exchange does not know, it names.
    message = refused(ccxt.ExchangeError, exchange.publicSpotGetV2SpotMarketTickers, {"symbol": "NONE"})
    assert "40034" in message and "NONE" in message, message
    message = refused(ccxt.ExchangeError, exchange.publicSpotGetSpotV1PublicTime)
    assert "/api/spot/v1/public/time" in message, message
    stranger = Bitget()
    stranger.secret = "another"
    refused(ccxt.AuthenticationError, stranger.fetch_balance)


def unified_orders(_):
    exchange = Bitget(unified=True)
    try:
        before = exchange.fetch_balance()
        order_life(exchange, "BTC/USDT", 0.01, {"clientOrderId": "ccxt-unified-1"})
        equal(exchange.fetch_balance()["USDT"], before["USDT"])
    finally:
        show(exchange)


def unified_history(_):
    """Needs the unified account's list of fills and history of orders."""
    exchange = Bitget(unified=True)
    try:
        placed = exchange.create_order("BTC/USDT", "market", "sell", 0.1)
        own = exchange.fetch_my_trades("BTC/USDT")
        equal(own[-1]["order"], placed["id"])
        closed = exchange.fetch_canceled_and_closed_orders("BTC/USDT")
        assert placed["id"] in [order["id"] for order in closed]
    finally:
        show(exchange)


def swap_life(exchange, symbol, prefix):
    """Needs futures that trade: an order that rests, one that opens a position, and one that closes it."""
    exchange.set_position_mode(False, symbol)
    exchange.set_leverage(10, symbol)
    before = exchange.fetch_balance({"type": "swap"})["USDT"]
    order_life(exchange, symbol, 0.01, {"clientOrderId": f"{prefix}-1"})
    equal(exchange.fetch_balance({"type": "swap"})["USDT"], before)

    placed = exchange.create_order(symbol, "market", "buy", 0.1)
    filled = exchange.fetch_order(placed["id"], symbol)
    equal((filled["status"], filled["filled"]), ("closed", 0.1))
    [position] = [one for one in exchange.fetch_positions([symbol]) if one["contracts"]]
    equal((position["symbol"], position["side"], position["contracts"]), (symbol, "long", 0.1))
    [own] = [trade for trade in exchange.fetch_my_trades(symbol) if trade["order"] == placed["id"]]
    equal((own["price"], own["amount"]), (position["entryPrice"], 0.1))
    equal(exchange.fetch_ticker(symbol)["last"], own["price"])

    exchange.create_order(symbol, "market", "sell", 0.1, None, {"reduceOnly": True})
    equal([one for one in exchange.fetch_positions([symbol]) if one["contracts"]], [])


def swap_orders(exchange):
    """Needs futures that trade."""
    swap_life(exchange, "BTC/USDT:USDT", "ccxt-swap")


def unified_swap_orders(_):
    """Needs futures that trade in the unified account."""
    exchange = Bitget(unified=True)
    try:
        swap_life(exchange, "BTC/USDT:USDT", "ccxt-unified-swap")
    finally:
        show(exchange)


def show(exchange):
    """Prints what the client has called since this was asked last."""
    for call in exchange.calls:
        print(f"    {call}")
    exchange.calls.clear()


def main():
    stay_on_loopback()
    print(f"ccxt {ccxt.__version__} on Python {sys.version.split()[0]}, at {URL}")
    exchange = Bitget()
    for name in SCENARIOS:
        print(f"  {name}")
        try:
            globals()[name](exchange)
        except Exception as error:
            show(exchange)
            traceback.print_exc()
            sys.exit(f"ccxt: {name}: {type(error).__name__}: {error}")
        show(exchange)


if __name__ == "__main__":
    main()
