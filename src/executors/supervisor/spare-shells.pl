# Keeps shells ready for the engine, which is too large to fork itself quickly. Lines in, lines out:
#
#   in   P <token> [<gen>]  fork a shell that reads its job from standard input, as shell text; it carries the mark of that generation,
#                           or of its own name where it is not known yet whose it will be
#        F <token> <path>   make a pipe of that name, which its job will need
#        J <token> <job>    give it that job
#        D <token>          there will be no job for it
#   out  S <token> <pid>    it has its job; it leads a session of its own
#        N <token>          there is no such shell (any more): nothing was started
#        E <token> <status> it has ended, as wait(2) tells it
#
# Arguments: the shell, the text that makes it wait, and the numbers of this system's calls `setsid` and `mknodat`, 0 for unknown: the
# module POSIX makes a process a third larger, and every fork copies that. Without `mknodat` jobs make their pipes themselves. When the engine is gone (end of input) this process ends. Shells without a
# job then read the end of their input and end too; those that work go on.
use strict;
use warnings;

my ($shell, $text, $setsid, $mknodat) = @ARGV;
require POSIX if !$setsid;
my (%waiting, %working);    # token => { pid, to }; pid => token
my $input = "";

open(my $reports, ">&", \*STDOUT) or die "dup: $!";
open($_, ">", "/dev/null") or die "/dev/null: $!" for \*STDOUT, \*STDERR;
pipe(my $wake_read, my $wake_write) or die "pipe: $!";
$SIG{CHLD} = sub { syswrite($wake_write, ".") };
$SIG{PIPE} = "IGNORE";

my $watched = "";
vec($watched, fileno($_), 1) = 1 for \*STDIN, $wake_read;
# Perl runs a handler between two operations, so a child that ends right before `select` wakes nobody: hence the pause.
my $pause = 0.01;
# A shell takes a millisecond to come to where it waits. Until somebody needs one, each is forked when the former may be there: a hundred
# at once would leave the engine, which still has to get that far, a hundredth of a processor.
my $pace = 0.001;
my (%asked, @asked);    # token => generation, of shells that are still to be forked; their order
while (1) {
  my $ready = $watched;
  my $count = select($ready, undef, undef, @asked ? $pace : %working ? $pause : undef);
  $pause = $count ? 0.01 : $pause < 0.5 ? $pause * 2 : 0.5;
  report_ends();
  if ($count <= 0) { prepare_next(); next }
  sysread($wake_read, my $dots, 4096) if vec($ready, fileno($wake_read), 1);
  next if !vec($ready, fileno(STDIN), 1);
  my $read = sysread(STDIN, $input, 1 << 16, length $input);
  next if !defined $read && $!{EINTR};
  last if !$read;
  while ($input =~ s/^([PFJD]) (\S+) ?(.*)\n//) {
    if ($1 eq "P") { $asked{$2} = $3; push @asked, $2 } elsif ($1 eq "F") { make_pipe($3) } elsif ($1 eq "J") { start($2, "$3\n") } else { discard($2) }
    report_ends();    # between two forks, so that nobody who has ended waits for all of them
  }
}

sub prepare_next {
  while (defined(my $token = shift @asked)) { return prepare($token) if exists $asked{$token} }
}

sub report { write_all($reports, "@_\n") }

sub prepare {
  my ($token) = @_;
  my $gen = $asked{$token};
  # Asked for until it is there: where it is one too many, those who work now may have ended when its job comes.
  pipe(my $from, my $to) or return;
  my $pid = fork() // return;
  delete $asked{$token};
  if ($pid) { $waiting{$token} = { pid => $pid, to => $to }; return }
  # A group of its own would not do: in a session whose leader is gone the kernel hangs up every group with a stopped member.
  if ($setsid) { syscall($setsid + 0) } else { POSIX::setsid() }
  kill "KILL", $$ if getpgrp() != $$;
  @SIG{ "CHLD", "PIPE" } = ("DEFAULT", "DEFAULT");
  if ($gen ne "") { $ENV{DROVER_EFFECT} = $gen } else { $ENV{DROVER_SHELL} = $token }
  # Who it is stays the same in the shell, which would read it with a system call for each byte. No other variable may say it.
  delete $ENV{drover_id};
  if (open(my $stat, "<", "/proc/self/stat")) { chomp($ENV{drover_id} = <$stat>) }
  open(STDIN, "<&", $from) && exec { $shell } $shell, "-c", $text, "drover";
  kill "KILL", $$;
}

# Where it fails, or one is there already, the job finds out. -100: AT_FDCWD, 010600: a pipe that only its owner may open.
sub make_pipe {
  my ($path) = @_;
  syscall($mknodat + 0, -100, $path, 010600, 0) if $mknodat;
}

sub start {
  my ($token, $job) = @_;
  prepare($token) if exists $asked{$token};
  my $spare = delete $waiting{$token};
  delete $asked{$token};
  return report("N", $token) if !$spare || !write_all($spare->{to}, $job);
  $working{ $spare->{pid} } = $token;
  report("S", $token, $spare->{pid});
}

# A write that waits for its reader is cut short by every child that ends meanwhile.
sub write_all {
  my ($to, $text) = @_;
  for (my $at = 0; $at < length $text;) {
    my $count = syswrite($to, $text, length($text) - $at, $at);
    return 0 if !defined $count && !$!{EINTR};
    $at += $count // 0;
  }
  return 1;
}

# The shell of a job that will never come reads the end of its input, and ends.
sub discard { my ($token) = @_; delete $waiting{$token}; delete $asked{$token} }

sub report_ends {
  while ((my $pid = waitpid(-1, 1)) > 0) {    # 1: WNOHANG
    my $status = $?;
    my $token  = delete $working{$pid};
    report("E", $token, $status) if defined $token;
  }
}
