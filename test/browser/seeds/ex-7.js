sails.sockets.join(someSocket, "funSockets");
