-- Money of a provision that is given back to the client: a payment below zero, beside the one that came in.
--
-- refund: below zero, the receipt of which money is given back (`reverses` names it too, as of all that goes out); above zero, the
-- refund that is taken back, so that the receipt is whole again.
alter table payment add column refund blob references payment (id);
create index payment_refund on payment (refund, amount) where refund is not null;

-- Lists and sums read what is left from the indexes alone, refunds too.
drop index payment_client;
create index payment_client on payment (client, received_on, id, account, amount, refund);
drop index payment_received;
create index payment_received on payment (received_on, id, client, account, amount, refund);
drop index payment_retainer;
create index payment_retainer on payment (retainer, refund, amount) where retainer is not null;
