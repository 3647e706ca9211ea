/** The home page: says whether its socket is connected. */
const connection = document.querySelector('#connection');

io.socket.on('sails:status', (status) => {
  connection.dataset.status = status;
  connection.textContent = status;
});
