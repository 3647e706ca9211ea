// Tells what happens in the harbour.
io.socket.on('horn', function (horn) { say('horn: ' + horn.words); });
io.socket.on('arrival', function (boat) { say('arrival: ' + boat.id); });
io.socket.on('boat', function (event) { say('boat ' + event.id + ': ' + event.verb); });

io.socket.get('/harbour/listen', function (body, jwr) { say('listening: ' + jwr.statusCode); });
io.socket.get('/boats/watch', function (count) { say('watching: ' + count); });

function say(words) {
  var item = document.createElement('li');
  item.textContent = words;
  document.getElementById('news').appendChild(item);
  console.log(words);
}
