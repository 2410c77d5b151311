"""All that knows api.weixin.qq.com: endpoints, client, tokens, parsing, error codes and the simulator."""
