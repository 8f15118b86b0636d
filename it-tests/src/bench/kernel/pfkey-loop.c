/*
 * What the kernel's PF_KEY alone takes: adds ESP SAs by messages that are made beforehand, and prints the
 * milliseconds of the loop. The reference that the daemon is held against; it does nothing that a program
 * could leave out.
 *
 *   pfkey-loop COUNT [batch] [same]     the SAs of key-lines; all between one pair of addresses with "same"
 *
 * Without "batch" it writes a message and reads its reply, one after the other, as most programs do; with
 * it up to 64 messages share a system call, sendmmsg and recvmmsg.
 *
 * They are flushed first. Linux only; PF_KEY as in RFC 2367 and linux/pfkeyv2.h.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/pfkeyv2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, REPLY = 4096 };
enum { AES_BITS = 128, SHA1_BITS = 160, MESSAGE = 16 + 16 + 24 + 24 + 8 + 24 + 8 + 16 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static uint8_t *word16(uint8_t *at, unsigned first, unsigned second) {
  uint16_t both[2] = {(uint16_t)first, (uint16_t)second};
  memcpy(at, both, sizeof both);
  return at + 4;
}

static uint8_t *address(uint8_t *at, unsigned type, uint32_t host) {
  struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(host)};
  at = word16(at, 3, type) + 4;
  memcpy(at, &in, sizeof in);
  return at + sizeof in;
}

static uint8_t *key(uint8_t *at, unsigned type, unsigned bits, unsigned room, uint32_t number) {
  at = word16(word16(at, 1 + room / 8, type), bits, 0);
  uint32_t last = htonl(number);
  memcpy(at + bits / 8 - 4, &last, 4);
  return at + room;
}

static void header(uint8_t *at, int type, int sa_type, unsigned octets, uint32_t seq) {
  struct sadb_msg msg = {.sadb_msg_version = PF_KEY_V2, .sadb_msg_type = (uint8_t)type,
                         .sadb_msg_satype = (uint8_t)sa_type, .sadb_msg_len = (uint16_t)(octets / 8),
                         .sadb_msg_seq = seq, .sadb_msg_pid = (uint32_t)getpid()};
  memcpy(at, &msg, sizeof msg);
}

static void add(uint8_t *message, uint32_t i, int same) {
  uint8_t *at = message + sizeof(struct sadb_msg);
  struct sadb_sa sa = {.sadb_sa_len = 2, .sadb_sa_exttype = SADB_EXT_SA, .sadb_sa_spi = htonl(65536 + i),
                       .sadb_sa_state = SADB_SASTATE_MATURE, .sadb_sa_auth = SADB_AALG_SHA1HMAC,
                       .sadb_sa_encrypt = SADB_X_EALG_AESCBC};
  header(message, SADB_ADD, SADB_SATYPE_ESP, MESSAGE, i + 1);
  memcpy(at, &sa, sizeof sa);
  at = address(at + sizeof sa, SADB_EXT_ADDRESS_SRC, 0x0a000001);
  at = address(at, SADB_EXT_ADDRESS_DST, same ? 0x0a000002 : 0x0a010000 + i);
  at = key(at, SADB_EXT_KEY_AUTH, SHA1_BITS, 24, i + 1);
  at = key(at, SADB_EXT_KEY_ENCRYPT, AES_BITS, 16, i + 1);
  word16(at, 2, SADB_X_EXT_SA2);
  at[4] = 1; /* transport */
}

/* Writes a message and reads until its reply is there. */
static int exchange(int s, const uint8_t *message, size_t octets) {
  uint8_t reply[4096];
  struct sadb_msg sent, got;
  memcpy(&sent, message, sizeof sent);
  if (write(s, message, octets) != (ssize_t)octets) fail("write");
  do {
    if (read(s, reply, sizeof reply) < (ssize_t)sizeof got) fail("read");
    memcpy(&got, reply, sizeof got);
  } while (got.sadb_msg_type != sent.sadb_msg_type || got.sadb_msg_seq != sent.sadb_msg_seq ||
           got.sadb_msg_pid != sent.sadb_msg_pid);
  return got.sadb_msg_errno;
}

/* Sends all of them, and reads until all replies are there; returns the first errno. */
static int exchange_all(int s, uint8_t *messages, unsigned count) {
  static uint8_t replies[BATCH][REPLY];
  struct mmsghdr out[BATCH] = {0}, in[BATCH] = {0};
  struct iovec sent[BATCH], got[BATCH];
  unsigned answered = 0;
  int refused = 0;
  for (unsigned i = 0; i < count; i++) {
    sent[i] = (struct iovec){.iov_base = messages + i * MESSAGE, .iov_len = MESSAGE};
    got[i] = (struct iovec){.iov_base = replies[i], .iov_len = REPLY};
    out[i].msg_hdr = (struct msghdr){.msg_iov = &sent[i], .msg_iovlen = 1};
    in[i].msg_hdr = (struct msghdr){.msg_iov = &got[i], .msg_iovlen = 1};
  }
  if (sendmmsg(s, out, count, 0) != (int)count) fail("sendmmsg");
  while (answered < count) {
    int came = recvmmsg(s, in, count - answered, MSG_WAITFORONE, NULL);
    if (came < 0) fail("recvmmsg");
    for (int i = 0; i < came; i++) {
      struct sadb_msg reply;
      memcpy(&reply, replies[i], sizeof reply);
      if (reply.sadb_msg_type != SADB_ADD || reply.sadb_msg_pid != (uint32_t)getpid()) continue;
      answered++;
      if (refused == 0) refused = reply.sadb_msg_errno;
    }
  }
  return refused;
}

int main(int argc, char **argv) {
  long count = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
  int same = 0, batch = 1;
  for (int i = 2; i < argc; i++) {
    if (strcmp(argv[i], "same") == 0) same = 1;
    if (strcmp(argv[i], "batch") == 0) batch = BATCH;
  }
  int s = socket(PF_KEY, SOCK_RAW, PF_KEY_V2);
  if (count <= 0) return fprintf(stderr, "usage: pfkey-loop COUNT [batch] [same]\n"), 2;
  if (s < 0) fail("socket");
  uint8_t *messages = calloc((size_t)count, MESSAGE), flush[16];
  if (messages == NULL) fail("calloc");
  for (long i = 0; i < count; i++) add(messages + i * MESSAGE, (uint32_t)i, same);
  header(flush, SADB_FLUSH, SADB_SATYPE_UNSPEC, sizeof flush, 0);
  exchange(s, flush, sizeof flush);
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  for (long i = 0; i < count; i += batch) {
    uint8_t *first = messages + i * MESSAGE;
    unsigned some = (unsigned)(count - i < batch ? count - i : batch);
    int refused = batch == 1 ? exchange(s, first, MESSAGE) : exchange_all(s, first, some);
    if (refused) return fprintf(stderr, "SA %ld: %s\n", i, strerror(refused)), 1;
  }
  clock_gettime(CLOCK_MONOTONIC, &to);
  printf("%.1f\n", (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6);
  return 0;
}
