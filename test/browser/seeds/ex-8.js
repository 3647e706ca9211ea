sails.sockets.broadcast("funSockets", "hello", "Hello to all my fun sockets!");
