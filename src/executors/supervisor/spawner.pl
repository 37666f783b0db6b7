# Starts processes for the engine, which is too large to fork itself quickly. It reads jobs from standard input and reports on
# standard output, both in lines:
#
#   in   <id> <bytes>     then that many bytes, parted by NUL: cwd, stdin, stdout, stderr, the number of arguments, the
#                         arguments, and NAME=value for each variable of the whole environment
#   out  S <id> <pid>     started, as the leader of a session of its own
#        F <id> <errno>   the system refused before the program ran; may come before S
#        E <id> <status>  ended, as wait(2) tells it
#
# One child is forked ahead and waits for its job, so that nobody waits for the fork. When the engine is gone (end of input) what it
# had asked for is still started, and then this process ends; its children go on.
use strict;
use warnings;
use POSIX ();

my %ids;    # pid => id of those that work
my $input = "";
pipe(my $wake_read, my $wake_write) or die "pipe: $!";
$SIG{CHLD} = sub { syswrite($wake_write, ".") };
$SIG{PIPE} = "IGNORE";
my $spare = fork_ahead();

my $watched = "";
vec($watched, fileno($_), 1) = 1 for *STDIN, $wake_read;
while (1) {
  next if select(my $ready = $watched, undef, undef, undef) < 0;
  if (vec($ready, fileno($wake_read), 1)) { sysread($wake_read, my $dots, 4096); report_ends() }
  next if !vec($ready, fileno(STDIN), 1);
  my $count = sysread(STDIN, $input, 1 << 16, length $input);
  next if !defined $count && $! == POSIX::EINTR();
  last if !$count;
  start(next_job()) while $input =~ /^(\d+) (\d+)\n/ && length($input) >= $+[0] + $2;
}

# Cuts off the job whose header was just matched.
sub next_job {
  my ($id, $bytes, $from) = ($1, $2, $+[0]);
  my $job = "$id\0" . substr($input, $from, $bytes);
  substr($input, 0, $from + $bytes) = "";
  return ($id, $job);
}

sub start {
  my ($id, $job) = @_;
  # Somebody may have ended the one that waits.
  $spare = fork_ahead() while !hand_over($job, $spare->{to});
  $ids{ $spare->{pid} } = $id;
  report("S $id $spare->{pid}");
  close $spare->{to};
  $spare = fork_ahead();
}

sub hand_over {
  my ($job, $to) = @_;
  for (my $at = 0; $at < length $job;) {
    my $count = syswrite($to, $job, length($job) - $at, $at);
    return 0 if !defined $count && $! != POSIX::EINTR();
    $at += $count // 0;
  }
  return 1;
}

sub report_ends {
  while ((my $pid = waitpid(-1, POSIX::WNOHANG())) > 0) {
    my $status = $?;
    my $id     = delete $ids{$pid};
    report("E $id $status") if defined $id;
  }
}

sub report { syswrite(STDOUT, "$_[0]\n") }

sub fork_ahead {
  pipe(my $from, my $to) or die "pipe: $!";
  my $pid = fork() // die "fork: $!";
  return { pid => $pid, to => $to } if $pid;
  close $to;
  work($from);
  POSIX::_exit(127);
}

# In the child. Of what is open, exec leaves only 0, 1 and 2.
sub work {
  my ($from) = @_;
  @SIG{ "CHLD", "PIPE" } = ("DEFAULT", "DEFAULT");
  POSIX::setsid();
  open(my $reports, ">&", \*STDOUT) or return;
  my $job = do { local $/; <$from> };
  return if !defined $job || $job eq "";    # the parent is gone
  my ($id, $cwd, $in, $out, $err, $count, @rest) = split /\0/, $job, -1;
  my @argv = splice @rest, 0, $count;
  my $append = POSIX::O_WRONLY() | POSIX::O_APPEND() | POSIX::O_CREAT();
  %ENV = map { split /=/, $_, 2 } @rest;
  no warnings "exec";
  chdir($cwd)
    && open(STDIN, "<", $in)
    && sysopen(STDOUT, $out, $append, 0600)
    && sysopen(STDERR, $err, $append, 0600)
    && exec { $argv[0] } @argv;
  syswrite($reports, "F $id " . ($! + 0) . "\n");
}
