/*
 * What the kernel's XFRM alone takes: adds ESP SAs by requests that are made beforehand, 70 of them with
 * each sendmsg, of which the last asks for an acknowledgement; or dumps all SAs and looks at nothing in
 * them. Prints the milliseconds of the loop. The reference that the daemon is held against.
 *
 *   xfrm-loop COUNT [gcm] [same] [again]    the SAs of key-lines; with AES-GCM; all between one pair of
 *                                           addresses; deleted before, which is part of the time
 *   xfrm-loop dump                          reads of 32 KiB
 *
 * Unless they are to be deleted, all SAs are flushed before. Linux only; linux/xfrm.h and linux/netlink.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 70, ROOM = 512, READ = 32 * 1024 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* Appends an attribute, and returns where its content begins. */
static void *attribute(struct nlmsghdr *to, unsigned short type, unsigned octets) {
  struct nlattr *at = (struct nlattr *)((char *)to + NLMSG_ALIGN(to->nlmsg_len));
  at->nla_type = type;
  at->nla_len = (unsigned short)(NLA_HDRLEN + octets);
  to->nlmsg_len = NLMSG_ALIGN(to->nlmsg_len) + NLA_ALIGN(at->nla_len);
  return (char *)at + NLA_HDRLEN;
}

static void number(char *key, unsigned octets, uint32_t n) {
  uint32_t last = htonl(n);
  memcpy(key + octets - sizeof last, &last, sizeof last);
}

static void limits(struct xfrm_lifetime_cfg *of) {
  of->soft_byte_limit = of->hard_byte_limit = XFRM_INF;
  of->soft_packet_limit = of->hard_packet_limit = XFRM_INF;
}

static unsigned add(char *at, uint32_t i, int gcm, int same) {
  struct nlmsghdr *header = (struct nlmsghdr *)at;
  struct xfrm_usersa_info *sa = NLMSG_DATA(header);
  header->nlmsg_type = XFRM_MSG_NEWSA;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL;
  header->nlmsg_seq = i + 1;
  header->nlmsg_len = NLMSG_LENGTH(sizeof *sa);
  sa->id.proto = IPPROTO_ESP;
  sa->id.spi = htonl(65536 + i);
  sa->id.daddr.a4 = htonl(same ? 0x0a000002 : 0x0a010000 + i);
  sa->saddr.a4 = htonl(0x0a000001);
  sa->family = AF_INET;
  sa->mode = XFRM_MODE_TRANSPORT;
  limits(&sa->lft);
  if (gcm) {
    struct xfrm_algo_aead *aead = attribute(header, XFRMA_ALG_AEAD, sizeof *aead + 20);
    strcpy(aead->alg_name, "rfc4106(gcm(aes))");
    aead->alg_key_len = 160;
    aead->alg_icv_len = 128;
    number(aead->alg_key, 16, i + 1);
  } else {
    struct xfrm_algo_auth *auth = attribute(header, XFRMA_ALG_AUTH_TRUNC, sizeof *auth + 32);
    strcpy(auth->alg_name, "hmac(sha256)");
    auth->alg_key_len = 256;
    auth->alg_trunc_len = 128;
    number(auth->alg_key, 32, i + 1);
    struct xfrm_algo *cipher = attribute(header, XFRMA_ALG_CRYPT, sizeof *cipher + 16);
    strcpy(cipher->alg_name, "cbc(aes)");
    cipher->alg_key_len = 128;
    number(cipher->alg_key, 16, i + 1);
  }
  return header->nlmsg_len;
}

static unsigned delete(char *at, uint32_t i, int same) {
  struct nlmsghdr *header = (struct nlmsghdr *)at;
  struct xfrm_usersa_id *sa = NLMSG_DATA(header);
  header->nlmsg_type = XFRM_MSG_DELSA;
  header->nlmsg_flags = NLM_F_REQUEST;
  header->nlmsg_seq = i + 1;
  header->nlmsg_len = NLMSG_LENGTH(sizeof *sa);
  sa->proto = IPPROTO_ESP;
  sa->spi = htonl(65536 + i);
  sa->daddr.a4 = htonl(same ? 0x0a000002 : 0x0a010000 + i);
  sa->family = AF_INET;
  return header->nlmsg_len;
}

/* Reads until the acknowledgement of a request, and ends the program if anything was refused. */
static void acknowledged(int s, uint32_t seq) {
  static char reply[READ];
  for (;;) {
    ssize_t octets = recv(s, reply, sizeof reply, 0);
    if (octets < 0) fail("recv");
    struct nlmsghdr *at = (struct nlmsghdr *)reply;
    for (; NLMSG_OK(at, octets); at = NLMSG_NEXT(at, octets)) {
      if (at->nlmsg_type != NLMSG_ERROR) continue;
      int refused = -((struct nlmsgerr *)NLMSG_DATA(at))->error;
      if (refused) {
        fprintf(stderr, "request %u: %s\n", at->nlmsg_seq, strerror(refused));
        exit(1);
      }
      if (at->nlmsg_seq == seq) return;
    }
  }
}

static void flush(int s) {
  char request[64] = {0};
  struct nlmsghdr *header = (struct nlmsghdr *)request;
  header->nlmsg_type = XFRM_MSG_FLUSHSA;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  header->nlmsg_len = NLMSG_LENGTH(sizeof(struct xfrm_usersa_flush));
  if (send(s, request, header->nlmsg_len, 0) < 0) fail("send");
  acknowledged(s, 0);
}

static void dump(int s) {
  static char reply[READ];
  struct nlmsghdr request = {.nlmsg_len = NLMSG_LENGTH(0), .nlmsg_type = XFRM_MSG_GETSA,
                             .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP};
  double from = now();
  if (send(s, &request, request.nlmsg_len, 0) < 0) fail("send");
  for (;;) {
    ssize_t octets = recv(s, reply, sizeof reply, 0);
    if (octets < 0) fail("recv");
    struct nlmsghdr *at = (struct nlmsghdr *)reply;
    if (at->nlmsg_type == NLMSG_ERROR) {
      fprintf(stderr, "the dump is refused\n");
      exit(1);
    }
    for (; NLMSG_OK(at, octets); at = NLMSG_NEXT(at, octets)) {
      if (at->nlmsg_type == NLMSG_DONE) {
        printf("%.1f\n", now() - from);
        return;
      }
    }
  }
}

struct requests {
  char *octets;
  size_t *ends;
};

static struct requests room(long count) {
  struct requests made = {calloc((size_t)count, ROOM), calloc((size_t)count + 1, sizeof *made.ends)};
  if (made.octets == NULL || made.ends == NULL) fail("calloc");
  return made;
}

/* Notes the length of request i, which was just written. */
static void note(struct requests *made, long i, long count, unsigned length) {
  struct nlmsghdr *header = (struct nlmsghdr *)(made->octets + made->ends[i]);
  made->ends[i + 1] = made->ends[i] + length;
  if ((i + 1) % BATCH == 0 || i + 1 == count) header->nlmsg_flags |= NLM_F_ACK;
}

static void run(int s, const struct requests *made, long count) {
  for (long i = 0; i < count; i += BATCH) {
    long to = i + BATCH < count ? i + BATCH : count;
    if (send(s, made->octets + made->ends[i], made->ends[to] - made->ends[i], 0) < 0) fail("send");
    acknowledged(s, (uint32_t)to);
  }
}

int main(int argc, char **argv) {
  long count = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
  int gcm = 0, same = 0, again = 0;
  int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_XFRM);
  if (s < 0) fail("socket");
  if (argc == 2 && strcmp(argv[1], "dump") == 0) {
    dump(s);
    return 0;
  }
  for (int i = 2; i < argc; i++) {
    gcm |= strcmp(argv[i], "gcm") == 0;
    same |= strcmp(argv[i], "same") == 0;
    again |= strcmp(argv[i], "again") == 0;
  }
  if (count <= 0) return fprintf(stderr, "usage: xfrm-loop COUNT [gcm] [same] [again] | dump\n"), 2;
  struct requests adds = room(count), deletes = room(again ? count : 1);
  for (long i = 0; i < count; i++) {
    note(&adds, i, count, add(adds.octets + adds.ends[i], (uint32_t)i, gcm, same));
    if (again) note(&deletes, i, count, delete(deletes.octets + deletes.ends[i], (uint32_t)i, same));
  }
  if (!again) flush(s);
  double from = now();
  if (again) run(s, &deletes, count);
  run(s, &adds, count);
  printf("%.1f\n", now() - from);
  return 0;
}
